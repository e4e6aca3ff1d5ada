import fc from "fast-check";
import { expect, test } from "vitest";
import { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import { fillIndex } from "../../src/core/routing/fill-index.ts";
import { report, times } from "../helpers/depth.ts";
import { contentsOf } from "../helpers/route-contents.ts";
import { type History, historyArbitrary, lines, type Tables } from "./history-arbitrary.ts";
import { plainContents } from "./plain-routes.ts";
import {
  type CaseCounts,
  type Delivery,
  FeedReplayer,
  headsAt,
  type ReadSchedule,
  SteppedReader,
} from "./replica-sync.ts";

const reading: fc.Arbitrary<ReadSchedule> = fc.record({
  from: fc.nat(40),
  steps: fc.array(fc.nat(4), { maxLength: 30 }),
  size: fc.integer({ min: 1, max: 3 }),
});
const some: fc.Arbitrary<Delivery> = fc.record({
  org: fc.nat(2),
  from: fc.integer({ min: -4, max: 2 }),
  count: fc.integer({ min: 1, max: 6 }),
});
/** Checks the index `later` changes later, after these deliveries and the missing events. */
const look = fc.record({
  later: fc.nat(12),
  deliveries: fc.array(some, { maxLength: 8 }),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
});
const lastLook = { later: Number.POSITIVE_INFINITY, deliveries: [], order: [0, 1, 2] };

test("an index filled during changes and updated from feeds equals the tables", {
  timeout: times(60_000, 3_600_000),
}, async () => {
  const seen: CaseCounts = { repeats: 0, gaps: 0, contested: 0 };
  const numRuns = times(1000, 40_000);
  const holds = fc.asyncProperty(
    historyArbitrary,
    reading,
    fc.array(look, { maxLength: 6 }),
    async (history, reading, looks) => {
      const reader = new SteppedReader(history, reading);
      const cursor = new FeedCursor(headsAt(history, reader.moment));
      await fillIndex(cursor.index, reader.routes, new AbortController().signal);
      const replayer = new FeedReplayer(history, cursor, seen);
      const asked = everything(history);
      let moment = reader.moment;
      for (const { later, deliveries, order } of [...looks, lastLook]) {
        moment = Math.min(moment + later, history.moments.length - 1);
        for (const delivery of deliveries) replayer.deliver(delivery, moment);
        for (const org of order) replayer.complete(org, moment);
        expect(contentsOf(cursor.index, asked)).toEqual(
          plainContents(history.moments[moment] as Tables, asked),
        );
      }
    },
  );
  await fc.assert(holds, { numRuns });
  // Without these cases the test would prove nothing.
  expect(Math.min(seen.repeats, seen.gaps, seen.contested)).toBeGreaterThan(0);
  const { repeats, gaps, contested } = seen;
  report(
    `routes: ${numRuns} fillings, then ${repeats} events told again, ${gaps} too early, ${contested} lines contested for a while`,
  );
});

const everything = ({ moments }: History) => ({
  lines,
  users: [...new Set(moments.flatMap(({ users }) => users.map(({ id }) => id)))],
});
