import { setTimeout } from "node:timers/promises";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verify } from "../../src/commands/verify/verify.ts";
import { type Answer, type RunningApp, startApp } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";
import { readEvents, readTables, replay } from "../replay/projection.ts";

/** Requests, of which `clients` are sent at a time. */
const requests = times(400, 5000);
const clients = 40;

let database: TestDatabase;
let app: RunningApp;
let reader: TableReader;
let acme: Organization;
let at: string;
beforeAll(async () => {
  database = await makeDatabase("postgres");
  app = await startApp({ database: database.database });
  await app.installation.routeIndexSync.built;
  reader = openTableReader(database.database);
  acme = await makeOrganization(app.ask, "acme", "1");
  at = `/registry/v1/organizations/${acme.id}`;
});
afterAll(async () => {
  await reader.close();
  await app.close();
  await database.drop();
});

const lineOf = (index: number) => `+1604${String(5_550_000 + index)}`;
const emailOf = (index: number) => `user${index}@acme.example`;

/** The requests in turn: some are rejected, also after a change; a batch has an item that is refused, and adds the line of a later request. */
const kinds: readonly ((index: number) => readonly [string, object?])[] = [
  (index) => [`POST ${at}/users`, { name: "N", email: emailOf(index), role: "member" }],
  (index) => [`PUT ${held(index)}`, {}],
  () => [`POST ${at}/users`, { name: "N", email: acme.owner.email, role: "member" }],
  (index) => {
    const lines = [lineOf(2 * index), acme.twilio.line, lineOf(2 * index + 1)];
    const items = lines.map((line) => ({ provider: "twilio", line }));
    return [`POST ${at}/numbers:batch`, { items }];
  },
  (index) => [`DELETE ${held(index)}`],
  (index) => [`POST ${at}/numbers`, { provider: "twilio", line: lineOf(2 * index - 4) }],
];

function held(index: number): string {
  const [numbers, users] = [
    [acme.twilio, acme.sinch, acme.ippanel],
    [acme.member, acme.other, acme.admin],
  ];
  return `${at}/numbers/${numbers[index % 3]?.id}/holders/${users[Math.floor(index / 7) % 3]?.id}`;
}

/** Repeats with the same key until the outcome is known. */
async function send(index: number): Promise<{ readonly answer: Answer; readonly attempts: number }> {
  const [request, body] = kinds[index % kinds.length]?.(index) ?? [""];
  const headers = { "idempotency-key": `request ${index}` };
  for (let attempts = 1; ; attempts++) {
    const answer = await app.ask(request, { headers, ...(body !== undefined && { body }) });
    if (answer.status !== 503) return { answer, attempts };
    await setTimeout(5);
  }
}

/** Ends or cancels what the server's connections do, until the signal aborts. Returns how many it concerned. */
async function disturb(signal: AbortSignal): Promise<number> {
  const client = new Client(database.database);
  await client.connect();
  let count = 0;
  for (let round = 0; !signal.aborted; round++) {
    const { rowCount } = await client.query(
      `select ${round % 4 === 0 ? "pg_terminate_backend" : "pg_cancel_backend"}(pid) from pg_stat_activity
       where application_name = 'whoseline' and datname = current_database() and state <> 'idle'
       order by random() limit 1`,
    );
    count += rowCount ?? 0;
    await setTimeout(40);
  }
  await client.end();
  return count;
}

test("no write is lost, applied twice or in part when connections end and statements are cancelled", {
  timeout: times(120_000, 3_600_000),
}, async () => {
  const stop = new AbortController();
  const disturbed = disturb(stop.signal);
  const results: Awaited<ReturnType<typeof send>>[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const index = next++;
      results[index] = await send(index);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  stop.abort();
  const repeats = results.filter(({ attempts }) => attempts > 1).length;
  report(`broken connections: ${requests} requests, ${await disturbed} disturbances, ${repeats} repeated`);
  expect(repeats).toBeGreaterThan(0);
  for (const [index, { answer }] of results.entries())
    expect(answer.status, answer.text).toBeOneOf(statuses[index % kinds.length] ?? []);
  await requireEachOnce();
  expect(await brokenRules(reader)).toEqual([]);
  const events = await readEvents(app.database, acme.id);
  expect(replay(events)).toEqual(await readTables(app.database, acme.id));
  expect(await verify({ database: app.database })).toBe(true);
  await requireSameRoutes();
});

test("control: writes without a transaction and a key are applied twice and in part", async () => {
  await reader.query("create table first_half (id integer); create table second_half (id integer)");
  const pool = new Pool({ connectionString: database.database, max: clients, application_name: "whoseline" });
  pool.on("error", () => {});
  const stop = new AbortController();
  const disturbed = disturb(stop.signal);
  let next = 0;
  const client = async () => {
    while (next < requests) await writeInHalves(pool, next++);
  };
  await Promise.all(Array.from({ length: clients }, client));
  stop.abort();
  await disturbed;
  await pool.end();
  const [found] = await reader.query<{ first: number; second: number }>(
    "select (select count(*) from first_half) as first, (select count(*) from second_half) as second",
  );
  await reader.query("drop table first_half; drop table second_half");
  report(`the control: ${found?.first} and ${found?.second} rows for ${requests} writes of one each`);
  expect(found?.first).toBeGreaterThan(requests);
});

/** Two statements that commit on their own, repeated from the first until both succeed. */
async function writeInHalves(pool: Pool, id: number): Promise<void> {
  for (;;) {
    try {
      await pool.query("insert into first_half values ($1)", [id]);
      return void (await pool.query("insert into second_half select $1 from pg_sleep(0.02)", [id]));
    } catch {
      // Repeated: what was written stays.
    }
  }
}

const statuses: readonly (readonly number[])[] = [
  [201],
  [200, 201, 409],
  [409],
  [200],
  [200, 404],
  [200, 201],
];

async function requireEachOnce(): Promise<void> {
  const indexes = Array.from({ length: requests }, (_, index) => index);
  const ofKind = (kind: number) => indexes.filter((index) => index % kinds.length === kind);
  const of = `organization_id = '${acme.id}'`;
  const users = await reader.query<{ email: string }>(`select email from users where ${of} and name = 'N'`);
  expect(users.map(({ email }) => email).toSorted()).toEqual(ofKind(0).map(emailOf).toSorted());
  const added = "line like '+1604%' and released_at is null";
  const numbers = await reader.query<{ line: string }>(`select line from numbers where ${of} and ${added}`);
  const lines = ofKind(3).flatMap((index) => [lineOf(2 * index), lineOf(2 * index + 1)]);
  expect(numbers.map(({ line }) => line).toSorted()).toEqual(lines.toSorted());
}

/** Compares the routing index with the database. */
async function requireSameRoutes(): Promise<void> {
  for (const { provider, line, id } of [acme.twilio, acme.sinch, acme.ippanel]) {
    const query = new URLSearchParams({ provider, to: line });
    const { json } = await app.ask(`GET /registry/v1/routes/inbound?${query}`);
    const [holder] = await reader.query<{ user_id: string }>(
      `select user_id from assignments
       where number_id = '${id}' and unassigned_at is null and is_inbound_enabled`,
    );
    expect(json.holder?.userId ?? null).toBe(holder?.user_id ?? null);
  }
}
