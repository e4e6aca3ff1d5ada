import { expect, test } from "vitest";
import { report, times } from "../helpers/depth.ts";
import { bugNames, huntBug, requireFit } from "./bugs.ts";

/** Runs without a failure after which a bug counts as not found. */
const runs = 400;
const seed = 2026;
const today = Math.floor(Date.now() / (24 * 60 * 60 * 1000));

const all = await bugNames();
const few = [0, 1, 2].map((index) => all[(today * 3 + index) % all.length] as string);
const chosen = times(0, 1) ? all : few;

test("there are forty bugs or more to find", () => {
  expect(all.length).toBeGreaterThanOrEqual(40);
});

// Few are hunted in one run; one that no longer fits must not wait for its day to say so.
test.each(all)("%s still fits the source", async (name) => {
  await expect(requireFit(name)).resolves.toBeDefined();
});

test.each(chosen)("the model finds that %s", { timeout: 10 * 60_000 }, async (name) => {
  const { ran, failure } = await huntBug(name, { seed, runs });
  expect(failure, `${name} was not found in ${ran} runs`).not.toBeNull();
  report(`model: ${name} found in run ${ran}`);
});
