import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { type Answer, type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const cuts = times(30, 1000);
const queryTimeoutMs = 1000;
const connectTimeoutMs = 500;
const connectionsMax = 20;

let database: TestDatabase;
let proxy: TcpProxy;
let pool: Pool;
let app: RunningApp;
let reader: TableReader;
let acme: Organization;
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeEach(async () => {
  process.on("unhandledRejection", keep).on("uncaughtException", keep);
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  pool = createPool(url.href, {
    query_timeout: queryTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  const engine = createPostgresEngine(pool);
  await migrate(engine);
  app = await startApp({ database: database.database, store: createStore(engine) });
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
  reader = openTableReader(database.database);
});
afterEach(async () => {
  await reader.close();
  await app.close();
  await proxy.close();
  await database.drop();
  process.off("unhandledRejection", keep).off("uncaughtException", keep);
  expect(unhandled.splice(0)).toEqual([]);
});

describe("while the database is unavailable", () => {
  test.each(["cut", "hang"] as const)("(%s) every dialect returns 503 within the timeout", async (mode) => {
    expect((await app.ask("GET /readyz")).status).toBe(200);
    proxy.set(mode);
    const asked = performance.now();
    const answers = await Promise.all([
      app.ask("GET /readyz"),
      app.ask(`GET /registry/v1/organizations/${acme.id}`),
      app.ask(`POST /registry/v1/organizations/${acme.id}/groups`, { body: { name: "new" } }),
      app.ask(`GET /api/organizations/${acme.id}/phone-numbers`),
      app.ask("GET /v2/organizations/users", { key: acme.admin.key }),
      app.ask("GET /v1/api/number/numbers", { key: acme.admin.key }),
    ]);
    const tookMs = performance.now() - asked;
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503, 503]);
    expect(answers.slice(1).map(({ headers }) => headers.get("retry-after"))).toEqual([
      "1",
      "1",
      "1",
      "1",
      "1",
    ]);
    const [, problem, , tether, telnyx, ippanel] = answers as [
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
    ];
    expect(problem.json).toMatchObject({ status: 503, code: "storage_unavailable" });
    expect(tether.json).toEqual({ error: "Service unavailable", details: expect.any(String) });
    expect(telnyx.json).toEqual({ errors: [expect.objectContaining({ code: expect.any(String) })] });
    expect(ippanel.json).toMatchObject({ data: null, meta: { status: false, errors: {} } });
    expect(tookMs).toBeLessThan(queryTimeoutMs + connectTimeoutMs + 2000);
    expect((await app.ask("GET /healthz")).status).toBe(200);
    proxy.set("pass");
    await readyWithin(5000);
    expect((await app.ask(`GET /registry/v1/organizations/${acme.id}`)).status).toBe(200);
  });

  test("a request whose query gets no answer ends at the query timeout", async () => {
    const path = `/registry/v1/organizations/${acme.id}/groups`;
    const write = () =>
      app.ask(`POST ${path}`, { body: { name: "slow" }, headers: { "idempotency-key": "slow" } });
    proxy.stall();
    const asked = performance.now();
    const answer = await write();
    expect(answer.status).toBe(503);
    expect(performance.now() - asked).toBeLessThan(queryTimeoutMs + connectTimeoutMs + 2000);
    proxy.flow();
    await readyWithin(5000);
    expect((await write()).status).toBe(201);
    expect(await reader.query("select 1 from user_groups")).toHaveLength(1);
    await expectNoLeak();
  });
});

test(`${cuts} cuts under load leak nothing, crash nothing and lose nothing`, async () => {
  const load = startLoad(8);
  const returnMs: number[] = [];
  let connectionsSeen = 0;
  for (let cut = 0; cut < cuts; cut++) {
    const answered = load.answered();
    await until("requests are under way", () => load.answered() > answered + 5);
    proxy.set("cut");
    const failed = load.failed();
    await until("requests notice", () => load.failed() > failed);
    if (cut % 10 === 0) expect((await app.ask("GET /readyz")).status).toBe(503);
    expect((await app.ask("GET /healthz")).status).toBe(200);
    proxy.set("pass");
    returnMs.push(await readyWithin(5000));
    connectionsSeen = Math.max(connectionsSeen, await connections(), pool.totalCount);
  }
  await load.stop();
  expect(load.strange).toEqual([]);
  expect(connectionsSeen).toBeLessThanOrEqual(connectionsMax);
  await expectNoLeak();
  const made = await reader.query<{ name: string }>("select name from user_groups");
  expect(new Set(made.map(({ name }) => name))).toEqual(new Set(load.acknowledged));
  expect(made).toHaveLength(load.acknowledged.length);
  expect(await brokenRules(reader)).toEqual([]);
  report(
    `readiness: ${cuts} cuts, ${load.acknowledged.length} writes acknowledged, none lost or twice, ${load.failed()} tries answered 503, slowest return ${Math.round(Math.max(...returnMs))} ms, ${connectionsSeen} connections at most`,
  );
});

async function readyWithin(limitMs: number): Promise<number> {
  const since = performance.now();
  await until("ready again", async () => (await app.ask("GET /readyz")).status === 200, limitMs);
  return performance.now() - since;
}

/** Polling for other processes' events uses a connection for a moment. */
async function expectNoLeak(): Promise<void> {
  await until(
    "every connection is back",
    () => pool.totalCount === pool.idleCount && pool.waitingCount === 0,
  );
}

/** The server closes a cut connection once it notices. */
async function connections(): Promise<number> {
  const [row] = await reader.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'whoseline' and datname = current_database()`,
  );
  return row?.count ?? 0;
}

/** Clients that create groups, retrying each until it is acknowledged, and read in between. */
function startLoad(clients: number) {
  const counts = { answered: 0, failed: 0 };
  const acknowledged: string[] = [];
  const strange: string[] = [];
  let isStopped = false;
  const path = `/registry/v1/organizations/${acme.id}/groups`;
  const insist = async (name: string): Promise<void> => {
    for (;;) {
      const headers = { "idempotency-key": name };
      const answer = await app.ask(`POST ${path}`, { key: superadminKey, body: { name }, headers });
      const read = await app.ask(`GET ${path}?limit=1`);
      for (const { status, text } of [answer, read]) {
        if (status === 503) counts.failed += 1;
        else if (status < 300) counts.answered += 1;
        else strange.push(`${status} ${text}`);
      }
      if (answer.status !== 503) return void acknowledged.push(name);
    }
  };
  const running = Array.from({ length: clients }, async (_, client) => {
    for (let count = 0; !isStopped; count++) await insist(`group ${client} ${count}`);
  });
  return {
    answered: () => counts.answered,
    failed: () => counts.failed,
    acknowledged,
    strange,
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
