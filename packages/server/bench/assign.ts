import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import autocannon from "autocannon";
import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import type { ServerProcess } from "./processes.ts";
import type { World } from "./world.ts";

const rounds = 5;
export const connectionsMax = 32;
/** Limited by time, so that a busy disk does not prolong the benchmark. */
const seconds = 1;

/** Tether's assign, with a change each time, compared with a bare transaction of the same three rows. */
export async function measureAssign(server: ServerProcess, world: World): Promise<readonly Figure[]> {
  const groups: number[] = [];
  const bare = bareAssign(world.folder);
  let next = 0;
  const assign = (connections: number) => async () => {
    const before = await server.usage();
    const { rate, count } = await load(server, world, connections, () => next++);
    const after = await server.usage();
    if (connections > 1) groups.push(count / (after.syncs - before.syncs));
    return rate;
  };
  const figures = await interleave({ bare: bare.run, one: assign(1), many: assign(connectionsMax) }, rounds);
  bare.close();
  return [
    {
      name: "assign, 1 connection",
      whoseline: perSecond(figures.one),
      bare: perSecond(figures.bare),
      ratios: ratiosOf(figures.one, figures.bare),
    },
    {
      name: `assign, ${connectionsMax} connections (${median(groups).toFixed(0)} per commit)`,
      whoseline: perSecond(figures.many),
      bare: perSecond(figures.bare),
      ratios: ratiosOf(figures.many, figures.bare),
      target: { atLeast: 1.5 },
    },
  ];
}

const perSecond = (rates: readonly number[]): string => `${median(rates).toFixed(0)}/s`;

export async function load(
  server: ServerProcess,
  world: World,
  connections: number,
  next: () => number,
  limit: { duration: number } | { amount: number } = { duration: seconds },
): Promise<{ rate: number; count: number }> {
  const start = performance.now();
  const result = await autocannon({
    url: server.url,
    connections,
    ...limit,
    requests: [
      {
        method: "POST",
        path: `/api/organizations/${world.organizationId}/phone-numbers`,
        headers: { authorization: `Bearer ${world.superadminKey}`, "content-type": "application/json" },
        setupRequest: (request) => ({ ...request, body: bodyOf(world, next()) }),
      },
    ],
  });
  if (result.non2xx + result.errors > 0) throw new Error("assigns were refused");
  return { rate: (result["2xx"] * 1000) / (performance.now() - start), count: result["2xx"] };
}

export function bodyOf(world: World, index: number): string {
  const { userId, line } = world.pair(index);
  return JSON.stringify({ targetUserId: userId, provider: "twilio", phoneNumber: line });
}

/** One durable commit per write: the assignment, its event and the organization's head. */
function bareAssign(folder: string) {
  mkdirSync(join(folder, "bare"));
  const db = new DatabaseSync(join(folder, "bare", "bare.db"));
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table assignments (organization_id text, id text, number_id text, user_id text, provider text,
      is_default integer, is_inbound_enabled integer, is_outbound_enabled integer, label text,
      assigned_at integer, unassigned_at integer, version integer, primary key (organization_id, id)) strict;
    create unique index holders on assignments (organization_id, number_id, user_id) where unassigned_at is null;
    create table events (organization_id text, seq integer, at integer, kind text, after text,
      primary key (organization_id, seq)) strict;
    create table heads (organization_id text primary key, seq integer) strict;
    insert into heads values ('acme', 0)`);
  const insert = db.prepare(
    "insert into assignments values ('acme', ?, ?, ?, 'twilio', 1, 1, 1, null, ?, null, 1)",
  );
  const bump = db.prepare("update heads set seq = seq + 1 where organization_id = 'acme' returning seq");
  const append = db.prepare("insert into events values ('acme', ?, ?, 'number.assigned', ?)");
  const [begin, commit] = [db.prepare("begin immediate"), db.prepare("commit")];
  let next = 0;
  const write = () => {
    const id = String(next++).padStart(24, "0");
    const after = { id, numberId: id, userId: id, provider: "twilio", isDefault: true, label: null };
    begin.run();
    insert.run(id, id, id, Date.now());
    append.run(bump.get()?.seq as number, Date.now(), JSON.stringify(after));
    commit.run();
  };
  return {
    async run() {
      const start = performance.now();
      let count = 0;
      for (; performance.now() - start < seconds * 1000; count++) write();
      return (count * 1000) / (performance.now() - start);
    },
    close: () => db.close(),
  };
}
