import fc from "fast-check";
import { expect, test } from "vitest";
import { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import { fillIndex } from "../../src/core/routing/fill-index.ts";
import { report, times } from "../helpers/depth.ts";
import { contentsOf } from "../helpers/route-contents.ts";
import { lines, type Past, past, type Tables } from "./history-arbitrary.ts";
import { plainContents } from "./plain-routes.ts";
import { Follower, headsAt, Reader, type Reading, type Seen, type Some } from "./replica-sync.ts";

const reading: fc.Arbitrary<Reading> = fc.record({
  from: fc.nat(40),
  steps: fc.array(fc.nat(4), { maxLength: 30 }),
  size: fc.integer({ min: 1, max: 3 }),
});
const some: fc.Arbitrary<Some> = fc.record({
  org: fc.nat(2),
  from: fc.integer({ min: -4, max: 2 }),
  count: fc.integer({ min: 1, max: 6 }),
});
/** So many changes later, after these deliveries and whatever then is missing, the index is looked at. */
const look = fc.record({
  later: fc.nat(12),
  deliveries: fc.array(some, { maxLength: 8 }),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
});
const lastLook = { later: Number.POSITIVE_INFINITY, deliveries: [], order: [0, 1, 2] };

test("an index filled while the tables change, and updated from the feeds, equals the tables", {
  timeout: times(60_000, 3_600_000),
}, async () => {
  const seen: Seen = { repeats: 0, gaps: 0, contested: 0 };
  const numRuns = times(1000, 40_000);
  const holds = fc.asyncProperty(
    past,
    reading,
    fc.array(look, { maxLength: 6 }),
    async (past, reading, looks) => {
      const reader = new Reader(past, reading);
      const view = new FeedCursor(headsAt(past, reader.moment));
      await fillIndex(view.index, reader.routes, new AbortController().signal);
      const follower = new Follower(past, view, seen);
      const asked = everything(past);
      let moment = reader.moment;
      for (const { later, deliveries, order } of [...looks, lastLook]) {
        moment = Math.min(moment + later, past.moments.length - 1);
        for (const delivery of deliveries) follower.deliver(delivery, moment);
        for (const org of order) follower.complete(org, moment);
        expect(contentsOf(view.index, asked)).toEqual(plainContents(past.moments[moment] as Tables, asked));
      }
    },
  );
  await fc.assert(holds, { numRuns });
  // Were there none of these, nothing would be proved.
  expect(Math.min(seen.repeats, seen.gaps, seen.contested)).toBeGreaterThan(0);
  const { repeats, gaps, contested } = seen;
  report(
    `routes: ${numRuns} fillings, then ${repeats} events told again, ${gaps} too early, ${contested} lines contested for a while`,
  );
});

const everything = ({ moments }: Past) => ({
  lines,
  users: [...new Set(moments.flatMap(({ users }) => users.map(({ id }) => id)))],
});
