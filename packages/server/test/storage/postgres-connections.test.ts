import { hash } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { createStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { platformId, StorageUnavailable } from "../../src/storage/store.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { until } from "../helpers/until.ts";

let database: TestDatabase;
let proxy: TcpProxy;
let engine: Engine;
let app: RunningApp;
beforeAll(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  engine = createPostgresEngine(createPool(url.href));
  await (await startApp({ database: database.database })).close();
  app = await startApp({ database: database.database, store: createStore(engine) });
  await app.installation.routeIndexSync.built;
});
afterAll(async () => {
  await app.close();
  await proxy.close();
  await database.drop();
});

test("names every prepared statement by a hash of its text", async () => {
  const prepared = await engine.transaction(async (sql) => {
    await sql.first("select 1 from settings where name = $1", "pepper");
    return sql.all<{ name: string; statement: string }>("select name, statement from pg_prepared_statements");
  }, platformId);
  expect(prepared.map(({ statement }) => statement)).toContainEqual(expect.stringContaining("for update"));
  expect(prepared.length).toBeGreaterThan(2);
  for (const { name, statement } of prepared) expect(name).toBe(hash("sha256", statement).slice(0, 32));
});

test("an organization is not blocked by a process that stops inside a transaction", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { promise: hasLock, resolve: locked } = Promise.withResolvers<void>();
  const stopped = engine.transaction(async (sql) => {
    await sql.first("select 1");
    locked();
    await promise;
    await sql.first("select 1");
  }, platformId);
  const failed = expect(stopped).rejects.toThrow(StorageUnavailable);
  await hasLock;
  await expect(write(platformId)).resolves.toEqual([{ one: 1 }]);
  resolve();
  await failed;
});

test("readiness fails within three seconds when PostgreSQL does not respond, and uses one connection", async () => {
  expect((await app.ask("GET /readyz")).status).toBe(200);
  proxy.stall();
  const startedAt = performance.now();
  const before = engine.stats.connections()?.busy ?? 0;
  const answers = await Promise.all(Array.from({ length: 5 }, () => app.ask("GET /readyz")));
  const tookMs = performance.now() - startedAt;
  const used = (engine.stats.connections()?.busy ?? 0) - before;
  proxy.flow();
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
  expect(answers[0]?.json).toEqual({ status: "The database is unavailable." });
  expect(tookMs).toBeLessThan(3000);
  expect(used).toBeLessThanOrEqual(2);
  await until("ready again", async () => (await app.ask("GET /readyz")).status === 200);
});

const write = (organizationId: OrganizationId) =>
  engine.transaction((sql) => sql.all<{ one: number }>("select 1 as one"), organizationId);
