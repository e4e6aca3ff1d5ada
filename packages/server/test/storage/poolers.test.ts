import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openEngine, openStore } from "../../src/storage/open.ts";
import { platformId } from "../../src/storage/store.ts";
import { startApp } from "../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { type PgBouncer, startPgBouncer } from "../helpers/pgbouncer.ts";

let database: TestDatabase;
let pooler: PgBouncer | undefined;
beforeAll(async () => {
  database = await makeDatabase("postgres");
});
afterEach(async () => {
  await pooler?.stop();
  pooler = undefined;
});
afterAll(() => database.drop());

async function startPooler(poolMode: "session" | "transaction", poolSize: number): Promise<string> {
  pooler = await startPgBouncer(database.database, { poolMode, poolSize });
  return pooler.url;
}

test("a session pooler needs no settings, and the limits of Whoseline's sessions are in force", async () => {
  const url = await startPooler("session", 20);
  const app = await startApp({ database: url });
  const created = await app.ask("POST /registry/v1/organizations", {
    body: { name: "Acme", owner: { name: "Ann", email: "ann@acme.example" } },
  });
  expect(created.status).toBe(201);
  await app.close();
  const engine = await openEngine(url);
  const limits = await engine.transaction(
    (sql) =>
      sql.all("select name, setting from pg_settings where name like '%\\_timeout' and setting <> '0'"),
    platformId,
  );
  expect(limits).toEqual(
    expect.arrayContaining([
      { name: "idle_in_transaction_session_timeout", setting: "2000" },
      { name: "lock_timeout", setting: "3000" },
      { name: "statement_timeout", setting: "10000" },
    ]),
  );
  await engine.close();
});

test("a startup parameter that the pooler rejects is named as the cause", async () => {
  const url = await startPooler("session", 20);
  await expect(openStore(`${url}?options=-c%20geqo%3Doff`)).rejects.toThrow(
    /^The PostgreSQL server at 127\.0\.0\.1:\d+ answered: unsupported startup parameter: options \(08P01\)\./,
  );
});

test.each([1, 2, 4, 20])("a transaction pooler with %i server connections is refused", async (poolSize) => {
  const url = await startPooler("transaction", poolSize);
  const refusals = /PgBouncer with pool_mode = transaction\. Use session pooling|its pool is too small/;
  await expect(openStore(url)).rejects.toThrow(refusals);
});

test("a session pool that is too small is named as the cause", async () => {
  const url = await startPooler("session", 2);
  await expect(openStore(url)).rejects.toThrow(
    /its pool is too small: each process needs 20 server connections \(default_pool_size\)/,
  );
});
