import { expect, test } from "vitest";
import { seededSource } from "./find-seeded-bug.ts";
import { seed, seededBugs } from "./seeded-bugs.ts";

test("lists at least 40 bugs with unique names", () => {
  expect(seededBugs.length).toBeGreaterThanOrEqual(40);
  expect(new Set(seededBugs.map(({ name }) => name)).size).toBe(seededBugs.length);
});

test("rejects a bug whose text occurs not at all or twice", () => {
  const bug = { name: "bug", file: "file.ts", find: "a  b", replace: "c", description: "" };
  expect(seed(bug, "a\nb;")).toBe("c;");
  expect(() => seed(bug, "ab")).toThrow("bug: `a  b` occurs 0 times in file.ts");
  expect(() => seed(bug, "a b a b")).toThrow("occurs 2 times");
});

test.each(seededBugs)("$name matches one place in the source", async (bug) => {
  await expect(seededSource(bug)).resolves.toBeDefined();
});
