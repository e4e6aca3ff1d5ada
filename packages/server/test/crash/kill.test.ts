import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { times } from "../helpers/depth.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { created, type Person } from "../helpers/world.ts";

const kills = times(60, 200);
const lanes = 2;
const writers = 12;

const folder = await mkdtemp(join(tmpdir(), "whoseline-kill-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Steps of each line (add, assign, unassign): requested, and acknowledged with a 2xx status. */
type Ledger = Map<string, { requested: number; acknowledged: number }>;

test("preserves every acknowledged write over many kills under load", {
  timeout: kills * 10_000,
}, async () => {
  const ledgers = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killRepeatedly(join(folder, `${lane}.db`), lane, kills / lanes),
    ),
  );
  const entries = ledgers.flatMap((ledger) => [...ledger.values()]);
  const acknowledged = entries.reduce((sum, it) => sum + it.acknowledged, 0);
  const unknown = entries.reduce((sum, it) => sum + it.requested - it.acknowledged, 0);
  process.stdout.write(`${kills} kills, ${acknowledged} acknowledged, ${unknown} unanswered, 0 lost\n`);
  expect(acknowledged).toBeGreaterThan(kills * writers);
});

async function killRepeatedly(database: string, lane: number, count: number): Promise<Ledger> {
  const ledger: Ledger = new Map();
  let fixture: Fixture | undefined;
  for (let round = 0; round < count; round++) {
    const server = await startProcess({ WHOSELINE_DATABASE: database });
    fixture ??= await makeFixture(server);
    expect(violations(database, ledger)).toEqual([]);
    await writeUntilKilled(server, fixture, ledger, `+1${lane}${String(round).padStart(4, "0")}`);
  }
  const server = await startProcess({ WHOSELINE_DATABASE: database });
  expect(violations(database, ledger)).toEqual([]);
  expect(await server.stop("SIGTERM")).toBe(0);
  expect(integrityOf(database)).toEqual({ integrity: "ok", strays: [] });
  return ledger;
}

interface Fixture {
  readonly path: string;
  readonly users: readonly Person[];
}

async function makeFixture({ ask }: ServerProcess): Promise<Fixture> {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await created(ask, "/registry/v1/organizations", { name: "acme", owner });
  const path = `/registry/v1/organizations/${organization.id}`;
  const users = Array.from({ length: writers }, (_, index) =>
    created(ask, `${path}/users`, { name: `Mona ${index}`, email: `${index}@acme.example` }),
  );
  return { path, users: await Promise.all(users) };
}

/** Each writer performs the steps of one line after another until the server is killed. */
async function writeUntilKilled(
  { ask, stop }: ServerProcess,
  { path, users }: Fixture,
  ledger: Ledger,
  prefix: string,
): Promise<void> {
  let left = 1 + Math.floor(Math.random() * 120);
  let lines = 0;
  let killed: Promise<unknown> | undefined;
  const attempt = async (line: string, request: string, body?: object) => {
    const entry = ledger.get(line) ?? { requested: 0, acknowledged: 0 };
    ledger.set(line, entry);
    entry.requested += 1;
    const { status } = await ask(request, body ? { body } : {});
    if (status >= 300) throw new Error(`${request} answered ${status}`);
    entry.acknowledged += 1;
    if (--left <= 0) killed ??= stop("SIGKILL");
  };
  const write = async (user: Person) => {
    for (;;) {
      const line = `${prefix}${String(++lines).padStart(5, "0")}`;
      const holder = `${path}/numbers/${line}/holders/${user.id}`;
      await attempt(line, `POST ${path}/numbers`, { provider: "twilio", line });
      await attempt(line, `PUT ${holder}`, {});
      if (lines % 3 === 0) await attempt(line, `DELETE ${holder}`);
    }
  };
  const ends = await Promise.allSettled(users.map(write));
  for (const end of ends)
    if (end.status === "rejected" && end.reason.message !== "fetch failed" && end.reason.name !== "TypeError")
      throw end.reason;
  expect(await killed).toBe("SIGKILL");
}

/** Lines with fewer steps than acknowledged or more than requested, and events that do not match the rows. */
function violations(database: string, ledger: Ledger): string[] {
  const db = new DatabaseSync(database, { readOnly: true });
  const rows = db
    .prepare(
      `select n.line, 1 + (a.id is not null) + (a.unassigned_at is not null) as reached
       from numbers n left join assignments a on a.organization_id = n.organization_id and a.number_id = n.id`,
    )
    .all();
  const events = db
    .prepare(
      // The platform has events of its own.
      `select count(*) as count, max(seq) as last, count(number_id) as changes from events
       where organization_id <> '${"0".repeat(24)}'`,
    )
    .get();
  db.close();
  const stored = new Map(rows.map(({ line, reached }) => [String(line), Number(reached)]));
  const wrong = [...ledger].filter(([line, { requested, acknowledged }]) => {
    const reached = stored.get(line) ?? 0;
    return reached < acknowledged || reached > requested;
  });
  const happened = [...stored.values()].reduce((sum, reached) => sum + reached, 0);
  return [
    ...wrong.map(
      ([line, { requested, acknowledged }]) =>
        `${line}: ${acknowledged}..${requested}, is ${stored.get(line)}`,
    ),
    ...[...stored.keys()].filter((line) => !ledger.has(line)).map((line) => `${line} was never requested`),
    ...(events?.count === (events?.last ?? 0) ? [] : ["the events have a gap"]),
    ...(events?.changes === happened ? [] : [`${events?.changes} events for ${happened} changes`]),
  ];
}

function integrityOf(database: string) {
  const db = new DatabaseSync(database);
  const integrity = db.prepare("pragma integrity_check").get()?.integrity_check;
  const strays = db.prepare("pragma foreign_key_check").all();
  db.close();
  return { integrity, strays };
}
