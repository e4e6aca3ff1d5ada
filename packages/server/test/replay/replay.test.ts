import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canTransition } from "../../src/core/numbers/number-state.ts";
import type { NumberState } from "../../src/model.ts";
import { useApp } from "../helpers/app.ts";
import { times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { nativeOf } from "../helpers/native.ts";
import { dayMs } from "../helpers/time.ts";
import { makeOrganization } from "../helpers/world.ts";
import { type Command, command, run, type Stage } from "./commands.ts";
import { readTables, replay, type Told } from "./projection.ts";

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });
  let count = 1000;

  test("the feed read from empty gives the tables, and numbers make allowed moves alone", {
    timeout: times(120_000, 3_600_000),
  }, async () => {
    const kinds = new Set<string>();
    const tried = fc.asyncProperty(fc.array(command, { minLength: 30, maxLength: 50 }), async (commands) => {
      const stage = await makeStage();
      for (const it of commands) await runJudged(stage, it);
      const events = await feedOf(stage);
      for (const { kind } of events) kinds.add(kind);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(replay(events)).toEqual(await readTables(app.database, stage.acme.id));
      requireChained(events);
      await requireNowIsAsOf(stage, events);
    });
    await fc.assert(tried, { numRuns: times(8, 500), endOnFailure: true });
    // Histories in which nothing happens would prove nothing.
    for (const kind of ["number.unassigned", "assignment.updated", "user.removed", "number.updated"])
      expect(kinds).toContain(kind);
  });

  async function makeStage(): Promise<Stage> {
    const unique = () => ++count;
    const name = `acme${unique()}`;
    const acme = await makeOrganization(app.ask, name, String(count));
    const admin = nativeOf(app, acme.id, acme.admin.key);
    const group = await admin.post("/groups", { name: "Sales" });
    return {
      app,
      acme,
      admin,
      platform: nativeOf(app, acme.id),
      users: [acme.member.id, acme.other.id, acme.owner.id],
      numbers: [acme.twilio, acme.sinch, acme.ippanel],
      groups: [group.json.id],
      unique,
    };
  }

  type States = ReadonlyMap<string, NumberState>;

  /** Time may let a number's rest end; everything else is a move of the table. */
  async function runJudged(stage: Stage, it: Command): Promise<void> {
    const before = await statesOf(stage);
    await run(stage, it);
    if (it.name === "clock") return;
    const after = await statesOf(stage);
    for (const [id, from] of before) {
      const to = after.get(id) ?? "released";
      expect(canTransition(from, to), `${it.name} made a number ${to} that was ${from}`).toBe(true);
    }
  }

  async function statesOf({ admin }: Stage): Promise<States> {
    const pages = [
      await admin.get("/numbers?limit=200"),
      await admin.get("/numbers?limit=200&state=released"),
    ];
    return new Map(pages.flatMap(({ json }) => json.items).map(({ id, state }) => [id, state]));
  }
});

async function feedOf({ admin }: Stage): Promise<Told[]> {
  const events: Told[] = [];
  for (;;) {
    const { items } = (await admin.get(`/events?limit=37&after=${events.length}`)).json;
    events.push(...items);
    if (items.length === 0) return events;
  }
}

/** Each record's change begins where the one before it ended. */
function requireChained(events: readonly Told[]): void {
  const last = new Map<string, unknown>();
  for (const { seq, subjectId, kind, before, after } of events) {
    if (/^(group|apiKey)/.test(kind)) continue;
    expect(before, `before of event ${seq}, ${kind}`).toEqual(last.get(subjectId) ?? null);
    last.set(subjectId, after);
  }
}

async function requireNowIsAsOf({ admin, app }: Stage, events: readonly Told[]): Promise<void> {
  const ahead = new Date(Math.max(app.clock.now, Date.parse(events.at(-1)?.at ?? "")) + dayMs).toISOString();
  const [now, then] = [
    await admin.get("/assignments?limit=200"),
    await admin.get(`/assignments?limit=200&asOf=${ahead}`),
  ];
  expect(then.json.items).toEqual(now.json.items);
}
