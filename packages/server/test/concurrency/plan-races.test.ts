import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RunningApp, useApp } from "../helpers/app.ts";
import { times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { nativeClient } from "../helpers/native.ts";
import { created, makeOrganization } from "../helpers/world.ts";

const numbersMax = 5;

interface Change {
  /** The index of the number. */
  readonly of: number;
  readonly what: "assign" | "unassign" | "label" | "alias";
  /** The index of the user. */
  readonly by: number;
}
const change: fc.Arbitrary<Change> = fc.record({
  of: fc.nat(numbersMax - 1),
  what: fc.constantFrom("assign", "unassign", "label", "alias"),
  by: fc.nat(1),
});

const race = fc.record({
  action: fc.constantFrom("assign", "unassign", "transfer", "label"),
  before: fc.array(change, { maxLength: 6 }),
  between: fc.array(change, { maxLength: 3 }),
  during: fc.array(change, { maxLength: 3 }),
});

interface Event {
  readonly seq: number;
  readonly kind: string;
  readonly userId: string | null;
  readonly numberId: string | null;
}

/** Whether the events only assigned the number to users from whom it was unassigned again. */
function isTakenBack(events: readonly Event[]): boolean {
  const holders = new Set<string | null>();
  for (const { kind, userId } of events) {
    if (kind === "number.assigned") holders.add(userId);
    else if (kind !== "number.unassigned" || !holders.delete(userId)) return false;
  }
  return holders.size === 0;
}

let organizations = 0;

/** An organization with numbers and two users, and what the race does in it. */
async function setUp(app: RunningApp) {
  organizations += 1;
  const acme = await makeOrganization(
    app.ask,
    `race${organizations}`,
    String(organizations).padStart(4, "0"),
  );
  const admin = nativeClient(app, acme.id, acme.admin.key);
  const at = `/registry/v1/organizations/${acme.id}`;
  const numbers: { id: string }[] = [];
  for (let index = 0; index < numbersMax; index += 1) {
    const line = `+1646${String(organizations * 10 + index).padStart(7, "0")}`;
    numbers.push(await created(app.ask, `${at}/numbers`, { provider: "plivo", line }));
  }
  const users = [acme.member, acme.other];
  const make = ({ of, what, by }: Change, label: string) => {
    const [number, user] = [numbers[of], users[by]];
    const holder = `/numbers/${number?.id}/holders/${user?.id}`;
    if (what === "alias") return admin.patch(`/numbers/${number?.id}`, { alias: label });
    if (what === "unassign") return admin.delete(holder);
    return admin.put(holder, what === "label" ? { label, isInboundEnabled: false } : {});
  };
  const head = async (): Promise<number> => (await admin.get("/events?limit=1")).json.head;
  const eventsAfter = async (seq: number): Promise<readonly Event[]> =>
    (await admin.get(`/events?after=${seq}&limit=200`)).json.items;
  return { admin, numbers, user: acme.other.id, make, head, eventsAfter };
}

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });

  test("a plan that races with other changes does exactly what it shows, or refuses the number", async () => {
    const seen = { change: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(race, async ({ action, before, between, during }) => {
        const { admin, numbers, user, make, head, eventsAfter } = await setUp(app);
        for (const it of before) await make(it, "before");
        const input =
          action === "label" ? { label: "Planned" } : action === "unassign" ? {} : { toUser: user };
        const start = await head();
        const { json: plan } = await admin.post("/plans", {
          action,
          numbers: numbers.map(({ id }) => id),
          ...input,
        });
        for (const it of between) await make(it, "between");
        const [{ json: applied }] = await Promise.all([
          admin.post(`/plans/${plan.id}/apply`, {}),
          ...during.map((it) => make(it, "during")),
        ]);
        const events = await eventsAfter(start);
        for (const { fate, number, effects, result } of applied.items) {
          const own = events.filter(({ numberId }) => numberId === number.id);
          if (result.fate === "change") {
            seen.change += 1;
            const done = own.filter(({ seq }) => seq >= result.firstSeq && seq <= result.lastSeq);
            expect(done.map(({ kind, userId }) => [kind, userId])).toEqual(
              effects.map((effect: Event) => [effect.kind, effect.userId]),
            );
            const since = own.filter(({ seq }) => seq < result.firstSeq);
            expect(isTakenBack(since), "the number is as it was when the plan was made").toBe(true);
          }
          if (result.code !== "changed_since_plan") continue;
          seen.refused += 1;
          expect(own.length, "something changed the number").toBeGreaterThan(0);
          expect(fate).not.toBe("refused");
        }
      }),
      { numRuns: times(40, 1000) },
    );
    expect(seen.change).toBeGreaterThan(10);
    expect(seen.refused).toBeGreaterThan(3);
  });
});
