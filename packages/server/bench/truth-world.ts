import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { Client } from "pg";
import { type App, createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { AssignmentId, Event, NumberId, OrganizationId, UserId } from "../src/model.ts";
import { openStore } from "../src/storage/open.ts";
import type { Store } from "../src/storage/store.ts";

const superadminKey = "superadmin-key-of-the-benchmark";

/** One database, queried directly. */
export interface Bare {
  all(text: string, ...values: (string | number)[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** One organization with `intervals` numbers, each with one assignment and its event; users hold 1,000 each. */
export interface HistoryWorld {
  readonly engine: string;
  readonly app: App;
  readonly bare: Bare;
  readonly organization: string;
  readonly intervals: number;
  readonly users: number;
  /** Returns the body; throws unless the status is 200. */
  ask(method: "GET" | "POST", path: string, body?: object): Promise<string>;
  close(): Promise<void>;
}

export async function makeTruthWorld(
  engine: string,
  database: string,
  intervals: number,
): Promise<HistoryWorld> {
  const settings = {
    WHOSELINE_DATABASE: database,
    WHOSELINE_PEPPER: "5a".repeat(32),
    WHOSELINE_ENCRYPTION_KEY: "c3".repeat(32),
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    LOG_LEVEL: "warn",
  };
  const store = await openStore(database);
  const app = await createApp(readConfig(settings), { store });
  const headers = { authorization: `Bearer ${superadminKey}` };
  const ask: HistoryWorld["ask"] = async (method, path, body) => {
    const answer = await app.server.inject({ method, url: path, headers, ...(body && { payload: body }) });
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`);
    return answer.body;
  };
  const owner = { name: "Olga Owner", email: "olga@acme.example" };
  const made = JSON.parse(await ask("POST", "/registry/v1/organizations", { name: "acme", owner }));
  const organization: string = made.organization.id;
  const bare = await openBare(database);
  const users = Math.max(1, intervals / 2000);
  await fill(bare, store, wordsOf(database), { engine, organization, intervals, users });
  return {
    ...{ engine, app, bare, organization, intervals, users, ask },
    async close() {
      await bare.close();
      await app.close();
    },
  };
}

export const idOf = (kind: "a" | "c" | "e", index: number): string =>
  kind + index.toString(16).padStart(23, "0");

/** SQL that differs between the engines. */
export type Words = ReturnType<typeof wordsOf>;
export function wordsOf(database: string) {
  const isPostgres = database.startsWith("postgres");
  return {
    yes: isPostgres ? "true" : "1",
    no: isPostgres ? "false" : "0",
    /** Rows from … until - 1. */
    rows: (from: number, until: number) =>
      isPostgres
        ? `generate_series(${from}, ${until - 1}) as t(i)`
        : `(with recursive t(i) as (select ${from} union all select i + 1 from t where i < ${until - 1}) select i from t)`,
    id: (kind: string, value = "i") =>
      isPostgres ? `'${kind}' || lpad(to_hex(${value}), 23, '0')` : `'${kind}' || printf('%023x', ${value})`,
    line: isPostgres
      ? "'+1' || lpad(((i::bigint * 7919) % 10000000000)::text, 10, '0')"
      : "'+1' || printf('%010d', (i * 7919) % 10000000000)",
    /** Twelve digits in ascending order, as redis-benchmark generates them. */
    denseLine: isPostgres ? "'+1' || lpad(i::text, 12, '0')" : "'+1' || printf('%012d', i)",
    before: isPostgres
      ? ["set synchronous_commit = off"]
      : ["pragma synchronous = off", "pragma foreign_keys = off", "pragma cache_size = -500000"],
    after: isPostgres
      ? ["set synchronous_commit = on", "analyze"]
      : ["pragma synchronous = full", "pragma foreign_keys = on", "pragma cache_size = -2000"],
  };
}

type Size = Pick<HistoryWorld, "engine" | "organization" | "intervals" | "users">;

/** Inserts into the tables directly, in batches, so that signals are handled between them; the store links the events. */
async function fill(bare: Bare, store: Store, words: Words, size: Size): Promise<void> {
  const { engine, intervals } = size;
  const portion = 50_000;
  for (const statement of words.before) await bare.all(statement);
  await bare.all(usersOf(words, size));
  for (let from = 0; from < intervals; from += portion) {
    const until = Math.min(intervals, from + portion);
    await bare.all("begin");
    for (const statement of intervalsOf(words, size, words.rows(from, until))) await bare.all(statement);
    await bare.all("commit");
    await appendEvents(store, size, from, until);
    if (until % 100_000 === 0) console.log(`${engine}: ${until} of ${intervals} intervals`);
    await setImmediate();
  }
  for (const statement of words.after) await bare.all(statement);
}

const usersOf = ({ id, no, rows }: Words, { organization, users }: Size): string =>
  `insert into users (organization_id, id, serial, name, email, email_key, search_key, role, is_owner, status, created_at, version)
   select '${organization}', ${id("a")}, i + 2, 'User ' || i, 'u' || i || '@a.example', 'u' || i || '@a.example', 'user ' || i, 'member', ${no}, 'active', 0, 1 from ${rows(0, users)}`;

/** Number i belongs to user i % users; every second assignment has ended. */
function intervalsOf({ id, no, yes, line }: Words, size: Size, rows: string): string[] {
  const { intervals, users } = size;
  const organization = `'${size.organization}'`;
  const end = `case when (i / ${users}) % 2 = 1 then ${2 * intervals} + i end`;
  const holder = id("a", `i % ${users}`);
  return [
    `insert into numbers (organization_id, id, serial, provider, line, search_key, added_at, version)
     select ${organization}, ${id("c")}, i + 1, 'twilio', ${line}, ${line}, 0, 1 from ${rows}`,
    `insert into assignments (organization_id, id, number_id, user_id, provider, is_default, is_inbound_enabled, is_outbound_enabled, assigned_at, unassigned_at, version)
     select ${organization}, ${id("e")}, ${id("c")}, ${holder}, 'twilio', ${no}, ${yes}, ${yes}, i, ${end}, 1 from ${rows}`,
  ];
}

async function appendEvents(store: Store, size: Size, from: number, until: number): Promise<void> {
  const portion = 500;
  for (let first = from; first < until; first += portion) {
    const count = Math.min(portion, until - first);
    const events = Array.from({ length: count }, (_, index) => assignedEvent(size, first + index));
    await store.write(size.organization as OrganizationId, (tx) => tx.events.append(events));
  }
}

function assignedEvent({ organization, users }: Size, index: number): Omit<Event, "seq"> {
  const [id, numberId, userId] = [idOf("e", index), idOf("c", index), idOf("a", index % users)];
  const flags = { isDefault: false, isInboundEnabled: true, isOutboundEnabled: true, label: null };
  const period = { assignedAt: index, unassignedAt: null };
  return {
    at: index,
    kind: "number.assigned",
    subjectId: id as AssignmentId,
    userId: userId as UserId,
    numberId: numberId as NumberId,
    actorId: organization as UserId,
    credentialId: "bench",
    dialect: "native",
    requestId: "bench",
    reason: null,
    undoes: null,
    before: null,
    after: { id, numberId, userId, provider: "twilio", ...flags, ...period, version: 1 },
  };
}

export const openBare = async (database: string): Promise<Bare> =>
  database.startsWith("postgres") ? openPostgres(database) : openSqlite(database);

function openSqlite(file: string): Bare {
  const db = new DatabaseSync(file, { timeout: 60_000 });
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  return {
    async all(text, ...values) {
      const statement = prepared.get(text) ?? db.prepare(text.replaceAll("$", "?"));
      prepared.set(text, statement);
      return statement.all(...values) as Record<string, unknown>[];
    },
    close: async () => db.close(),
  };
}

async function openPostgres(url: string): Promise<Bare> {
  const client = new Client({ connectionString: url });
  // A signal stops the server first.
  client.on("error", () => {});
  await client.connect();
  return {
    all: async (text, ...values) => (await client.query(text, values)).rows,
    close: () => client.end(),
  };
}
