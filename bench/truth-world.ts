import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { type App, createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";

const superadminKey = "superadmin-key-of-the-benchmark";

/** One database, asked past the app. */
export interface Bare {
  all(text: string, ...values: (string | number)[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** One organization with so many numbers, each with one interval and its event, of users with 1,000 open ones. */
export interface TruthWorld {
  readonly engine: string;
  readonly app: App;
  readonly bare: Bare;
  readonly organization: string;
  readonly intervals: number;
  readonly users: number;
  /** The body of a 200, as text. */
  ask(method: "GET" | "POST", path: string, body?: object): Promise<string>;
  close(): Promise<void>;
}

export async function makeTruthWorld(
  engine: string,
  database: string,
  intervals: number,
): Promise<TruthWorld> {
  const settings = {
    WHOSELINE_DATABASE: database,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    LOG_LEVEL: "warn",
  };
  const app = await createApp(readConfig(settings));
  const headers = { authorization: `Bearer ${superadminKey}` };
  const ask: TruthWorld["ask"] = async (method, path, body) => {
    const answer = await app.server.inject({ method, url: path, headers, ...(body && { payload: body }) });
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`);
    return answer.body;
  };
  const owner = { name: "Olga Owner", email: "olga@acme.example" };
  const made = JSON.parse(await ask("POST", "/registry/v1/organizations", { name: "acme", owner }));
  const organization: string = made.organization.id;
  const bare = database.startsWith("postgres") ? await openPostgres(database) : openSqlite(database);
  const users = Math.max(1, intervals / 2000);
  for (const statement of fill(database, organization, intervals, users)) await bare.all(statement);
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

/** Rows 0 … count - 1 and what both engines write differently. */
function wordsOf(database: string) {
  const isPostgres = database.startsWith("postgres");
  return {
    yes: isPostgres ? "true" : "1",
    rows: (count: number) =>
      isPostgres
        ? `generate_series(0, ${count - 1}) as t(i)`
        : `(with recursive t(i) as (select 0 union all select i + 1 from t where i < ${count - 1}) select i from t)`,
    id: (kind: string, value = "i") =>
      isPostgres ? `'${kind}' || lpad(to_hex(${value}), 23, '0')` : `'${kind}' || printf('%023x', ${value})`,
    line: isPostgres
      ? "'+1' || lpad(((i::bigint * 7919) % 10000000000)::text, 10, '0')"
      : "'+1' || printf('%010d', (i * 7919) % 10000000000)",
    isPostgres,
  };
}

/** Straight into the tables: number i is the user's i % users, every second one no more. */
function fill(database: string, organization: string, count: number, users: number): string[] {
  const { yes, rows, id, line, isPostgres } = wordsOf(database);
  const org = `'${organization}'`;
  const no = isPostgres ? "false" : "0";
  const end = `case when (i / ${users}) % 2 = 1 then ${2 * count} + i end`;
  const holder = id("a", `i % ${users}`);
  const text = (value: string) => `'"' || ${value} || '"'`;
  const after = `'{"id":' || ${text(id("e"))} || ',"numberId":' || ${text(id("c"))} || ',"userId":' || ${text(holder)} ||
    ',"provider":"twilio","isDefault":false,"isInboundEnabled":true,"isOutboundEnabled":true,"label":null,"assignedAt":' || i || ',"unassignedAt":null,"version":1}'`;
  return [
    isPostgres ? "set synchronous_commit = off" : "pragma synchronous = off",
    "begin",
    `insert into users (organization_id, id, serial, name, email, email_key, search_key, role, is_owner, status, created_at, version)
     select ${org}, ${id("a")}, i + 2, 'User ' || i, 'u' || i || '@a.example', 'u' || i || '@a.example', 'user ' || i, 'member', ${no}, 'active', 0, 1 from ${rows(users)}`,
    `insert into numbers (organization_id, id, serial, provider, line, search_key, added_at, version)
     select ${org}, ${id("c")}, i + 1, 'twilio', ${line}, ${line}, 0, 1 from ${rows(count)}`,
    `insert into assignments (organization_id, id, number_id, user_id, provider, is_default, is_inbound_enabled, is_outbound_enabled, assigned_at, unassigned_at, version)
     select ${org}, ${id("e")}, ${id("c")}, ${holder}, 'twilio', ${no}, ${yes}, ${yes}, i, ${end}, 1 from ${rows(count)}`,
    `insert into events (organization_id, seq, at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id, after)
     select ${org}, i + 3, i, 'number.assigned', ${id("e")}, ${holder}, ${id("c")}, ${org}, 'bench', 'native', 'bench', ${after} from ${rows(count)}`,
    `update organization_heads set seq = ${count + 2} where organization_id = ${org}`,
    "commit",
    ...(isPostgres ? ["set synchronous_commit = on", "analyze"] : ["pragma synchronous = full"]),
  ];
}

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
  await client.connect();
  return {
    all: async (text, ...values) => (await client.query(text, values)).rows,
    close: () => client.end(),
  };
}
