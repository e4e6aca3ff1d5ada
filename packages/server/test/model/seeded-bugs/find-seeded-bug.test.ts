import { expect, test } from "vitest";
import { report, times } from "../../helpers/depth.ts";
import { findSeededBug } from "./find-seeded-bug.ts";
import { seededBugs } from "./seeded-bugs.ts";

/** Sequences without a failure after which a bug counts as not found. */
const runs = 400;
const seed = 2026;
const today = Math.floor(Date.now() / (24 * 60 * 60 * 1000));

// A deep run looks for every bug, a quick run for three others each day.
const threeOfTheDay = [0, 1, 2].flatMap((index) => seededBugs[(today * 3 + index) % seededBugs.length] ?? []);
const chosen = times(0, 1) ? seededBugs : threeOfTheDay;

test.each(chosen)("the model finds $name", { timeout: 10 * 60_000 }, async (bug) => {
  const { ran, failure } = await findSeededBug(bug, { seed, runs });
  expect(failure, `${bug.name} was not found in ${ran} runs`).not.toBeNull();
  report(`model: ${bug.name} found in run ${ran}`);
});
