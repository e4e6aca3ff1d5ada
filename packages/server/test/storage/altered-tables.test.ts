import { afterEach, beforeEach, expect, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { openEngine } from "../../src/storage/open.ts";
import { openPostgresForMigrations } from "../../src/storage/postgres/migration-connection.ts";
import type { Sql } from "../../src/storage/sql.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { typedId } from "../helpers/typed-id.ts";

const organization = typedId<OrganizationId>("1".padStart(24, "0"));
const selectAll = "select * from notes";
/** As many as the pool has connections. */
const connections = 20;

let database: TestDatabase;
let engine: Engine;
beforeEach(async () => {
  database = await makeDatabase("postgres");
  await alter("create table notes (id integer); insert into notes values (1)");
  engine = await openEngine(database.database);
});
afterEach(async () => {
  await engine.close();
  await database.drop();
});

async function alter(sql: string): Promise<void> {
  const migrating = await openPostgresForMigrations(database.database);
  await migrating.transaction((tx) => tx.script(sql));
  await migrating.close();
}

/** At the same time, so that every connection of the pool prepares the statement. */
const concurrently = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: connections }, (_, index) => work(index)));

const inTransaction = async (sql: Sql) => {
  const rows = await sql.all(selectAll);
  await sql.script("select pg_sleep(0.05)");
  return rows;
};

test("reads continue when a migration adds a column to their table", async () => {
  await concurrently(() => engine.reader.all(selectAll));
  await alter("alter table notes add column text text");
  for (const rows of await concurrently(() => engine.reader.all(selectAll)))
    expect(rows).toEqual([{ id: 1, text: null }]);
});

test("transactions continue when a migration adds a column to their table", async () => {
  await concurrently(() => engine.transaction(inTransaction));
  await alter("alter table notes add column text text");
  for (const rows of await concurrently(() => engine.transaction(inTransaction)))
    expect(rows).toEqual([{ id: 1, text: null }]);
  expect(engine.stats.retries.changed_table).toBeGreaterThan(0);
});

test("writes that share a commit continue when a migration adds a column to their table", async () => {
  await alter(`create table organization_heads (organization_id text, seq bigint)`);
  const write = (index: number) =>
    engine.transaction(async (sql) => {
      await sql.run("insert into notes (id) values ($1)", index + 2);
      return sql.all(selectAll);
    }, organization);
  await concurrently(write);
  await alter("alter table notes add column text text");
  await concurrently((index) => write(index + connections));
  expect(await engine.reader.first("select count(distinct id) as count from notes")).toEqual({
    count: 1 + 2 * connections,
  });
});
