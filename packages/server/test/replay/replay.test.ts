import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PublicEvent } from "../../src/audit/public-event.ts";
import { verifyChain } from "../../src/audit/verify-chain.ts";
import { canTransition } from "../../src/core/numbers/number-state.ts";
import type { NumberState } from "../../src/model.ts";
import { useApp } from "../helpers/app.ts";
import { times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { nativeClient } from "../helpers/native.ts";
import { dayMs } from "../helpers/time.ts";
import { makeOrganization } from "../helpers/world.ts";
import { certainKinds, type Fixture, type Operation, perform, sequenceArbitrary } from "./operations.ts";
import { readEvents, readTables, replay, type StoredEvent } from "./projection.ts";

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });
  let count = 1000;

  test("events replayed from empty reproduce the tables, and numbers change state only as allowed", {
    timeout: times(120_000, 3_600_000),
  }, async () => {
    const property = fc.asyncProperty(sequenceArbitrary, async (operations) => {
      const fixture = await createFixture();
      for (const operation of operations) await performAndCheckStates(fixture, operation);
      const events = await readEvents(app.database, fixture.acme.id);
      const feed = await readFeed(fixture);
      expect((await verifyChain(feed)).broken).toBeUndefined();
      expect(feed.map(({ seq, kind, subjectId }) => ({ seq, kind, subjectId }))).toEqual(
        events.map(({ seq, kind, subjectId }) => ({ seq, kind, subjectId })),
      );
      const kinds = events.map(({ kind }) => kind);
      for (const kind of certainKinds) expect(kinds).toContain(kind);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(replay(events)).toEqual(await readTables(app.database, fixture.acme.id));
      requireChained(events);
      await requireFutureAsOfIsPresent(fixture, events);
    });
    await fc.assert(property, { numRuns: times(8, 500), endOnFailure: true });
  });

  async function createFixture(): Promise<Fixture> {
    const unique = () => ++count;
    const name = `acme${unique()}`;
    const acme = await makeOrganization(app.ask, name, String(count));
    const admin = nativeClient(app, acme.id, acme.admin.key);
    const group = await admin.post("/groups", { name: "Sales" });
    return {
      app,
      acme,
      admin,
      platform: nativeClient(app, acme.id),
      users: [acme.member.id, acme.other.id, acme.owner.id],
      numbers: [acme.twilio, acme.sinch, acme.ippanel],
      groups: [group.json.id],
      unique,
    };
  }

  type States = ReadonlyMap<string, NumberState>;

  /** Moving the clock may end a number's cooling; everything else must be a transition that the table allows. */
  async function performAndCheckStates(fixture: Fixture, operation: Operation): Promise<void> {
    const before = await statesOf(fixture);
    await perform(fixture, operation);
    if (operation.name === "moveClock") return;
    const after = await statesOf(fixture);
    for (const [id, from] of before) {
      const to = after.get(id) ?? "released";
      expect(canTransition(from, to), `${operation.name} changed a number from ${from} to ${to}`).toBe(true);
    }
  }

  async function statesOf({ admin }: Fixture): Promise<States> {
    const pages = [
      await admin.get("/numbers?limit=200"),
      await admin.get("/numbers?limit=200&state=released"),
    ];
    return new Map(pages.flatMap(({ json }) => json.items).map(({ id, state }) => [id, state]));
  }
});

async function readFeed({ admin }: Fixture): Promise<PublicEvent[]> {
  const events: PublicEvent[] = [];
  for (let after = "0"; ; ) {
    const { items, position } = (await admin.get(`/events?limit=37&after=${after}`)).json;
    events.push(...items);
    if (items.length === 0) return events;
    after = position;
  }
}

/** The `before` of each event is the `after` of the record's previous event. */
function requireChained(events: readonly StoredEvent[]): void {
  const last = new Map<string, unknown>();
  for (const { seq, subjectId, kind, before, after } of events) {
    if (/^(group|apiKey)/.test(kind)) continue;
    expect(before, `before of event ${seq}, ${kind}`).toEqual(last.get(subjectId) ?? null);
    last.set(subjectId, after);
  }
}

/** No assignment changes in the future. */
async function requireFutureAsOfIsPresent(
  { admin, app }: Fixture,
  events: readonly StoredEvent[],
): Promise<void> {
  const tomorrow = new Date(Math.max(app.clock.now, events.at(-1)?.at ?? 0) + dayMs).toISOString();
  const [present, future] = [
    await admin.get("/assignments?limit=200"),
    await admin.get(`/assignments?limit=200&asOf=${tomorrow}`),
  ];
  expect(future.json.items).toEqual(present.json.items);
}
