import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { times } from "../helpers/depth.ts";
import { makeRecordReads, type RecordReads } from "../helpers/record-reads.ts";

let reads: RecordReads;
afterEach(() => reads.close());

describe("a record that is served from memory", () => {
  test("equals the database's after every change of a random history", async () => {
    reads = await makeRecordReads();
    const history = fc.array(reads.step, { minLength: 5, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        await reads.useNewOrganization();
        for (const step of steps) {
          await reads.apply(step);
          expect(await reads.differences()).toEqual([]);
        }
      }),
      { numRuns: times(12, 300) },
    );
    const { hits, misses } = reads.app.installation.recordCacheStats;
    for (const kind of ["user", "number", "organization"] as const) {
      expect(hits[kind]).toBeGreaterThan(0);
      expect(misses[kind]).toBeGreaterThan(0);
    }
  });

  test("never goes back in time while changes race", async () => {
    reads = await makeRecordReads();
    expect(await reads.race(times(150, 3000))).toEqual([]);
  });
});

describe("a cache that misses some commits is found", () => {
  test("by the histories", async () => {
    reads = await makeRecordReads({ missesCommits: true });
    const found: string[] = [];
    for (const step of fc.sample(reads.step, { numRuns: 60, seed: 1 })) {
      await reads.apply(step);
      found.push(...(await reads.differences()));
    }
    expect(found.length).toBeGreaterThan(0);
  });

  test("by the race", async () => {
    reads = await makeRecordReads({ missesCommits: true });
    expect((await reads.race(150)).length).toBeGreaterThan(0);
  });
});
