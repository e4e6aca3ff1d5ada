import type { RunningApp } from "../helpers/app.ts";

/** The URL of the lookup port. */
export const lookupUrl = ({ lookupPlane }: Pick<RunningApp, "lookupPlane">): string =>
  `http://127.0.0.1:${lookupPlane?.ports.http}`;

/** What all lookup threads have counted. */
export function threadCount({ lookupPlane }: Pick<RunningApp, "lookupPlane">) {
  const sum = { memory: 0, main: 0, rejected: 0, hits: 0, misses: 0, refreshes: 0 };
  for (const { requests, callers } of lookupPlane?.metrics.threads() ?? []) {
    sum.memory += requests.memory;
    sum.main += requests.main;
    sum.rejected += requests.rejected;
    sum.hits += callers.hit;
    sum.misses += callers.miss;
    sum.refreshes += callers.refresh;
  }
  return sum;
}
