import { expect, test } from "vitest";
import { report, times } from "../../helpers/depth.ts";
import { findSeededBug, seededSource } from "./find-seeded-bug.ts";
import { seededBugs, seed as seedInto } from "./seeded-bugs.ts";

/** Sequences without a failure after which a bug counts as not found. */
const runs = 400;
const seed = 2026;
const today = Math.floor(Date.now() / (24 * 60 * 60 * 1000));

const threeOfTheDay = [0, 1, 2].flatMap((index) => seededBugs[(today * 3 + index) % seededBugs.length] ?? []);
const chosen = times(0, 1) ? seededBugs : threeOfTheDay;

test("lists at least 40 bugs, each under a name of its own", () => {
  expect(seededBugs.length).toBeGreaterThanOrEqual(40);
  expect(new Set(seededBugs.map(({ name }) => name)).size).toBe(seededBugs.length);
});

test("rejects a bug whose text occurs not at all or twice", () => {
  const bug = { name: "bug", file: "file.ts", find: "a  b", replace: "c", description: "" };
  expect(seedInto(bug, "a\nb;")).toBe("c;");
  expect(() => seedInto(bug, "ab")).toThrow("bug: `a  b` occurs 0 times in file.ts");
  expect(() => seedInto(bug, "a b a b")).toThrow("occurs 2 times");
});

// A short run looks for three bugs; every run checks that all of them still match the source.
test.each(seededBugs)("$name matches one place in the source", async (bug) => {
  await expect(seededSource(bug)).resolves.toBeDefined();
});

test.each(chosen)("the model finds $name", { timeout: 10 * 60_000 }, async (bug) => {
  const { ran, failure } = await findSeededBug(bug, { seed, runs });
  expect(failure, `${bug.name} was not found in ${ran} runs`).not.toBeNull();
  report(`model: ${bug.name} found in run ${ran}`);
});
