import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { type MigrationProgress, migrate } from "../../src/storage/migrate.ts";
import { migrationFolder } from "../../src/storage/migration-files.ts";
import { openPostgresForMigrations } from "../../src/storage/postgres/migration-connection.ts";
import { report, times } from "../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { until } from "../helpers/until.ts";

const rows = times(20_000, 2_000_000);
const migrationFile = "9001-test.sql";
const buildIndex = `-- A comment.
create index concurrently claims_by_organization on number_claims (organization_id);
create index concurrently claims_by_number on number_claims (number_id);`;
const attempts = { timeoutMs: 100, max: 100, pauseMs: 100 };

let database: TestDatabase;
let folder: string;
const clients: Client[] = [];
const engines: Engine[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-migrations-"));
  await cp(migrationFolder("postgres"), folder, { recursive: true });
  database = await makeDatabase("postgres");
  const engine = await open();
  await migrate(engine);
  await engine.transaction((sql) =>
    sql.script(`insert into number_claims (provider, line, organization_id, number_id)
      select 'twilio', '+1' || n, lpad(to_hex(n % 100), 24, '0'), lpad(to_hex(n), 24, '0')
      from generate_series(1, ${rows}) n`),
  );
});
afterEach(async () => {
  // First the clients, for whose locks a migration may wait.
  for (const client of clients.splice(0)) await client.end();
  for (const engine of engines.splice(0)) await engine.close();
  const engine = await openPostgresForMigrations(database.database);
  await engine.transaction((sql) =>
    sql.script(`delete from migrations where version > 9000;
      drop index if exists claims_by_organization, claims_by_number; alter table users drop column if exists note`),
  );
  await engine.close();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function open(): Promise<Engine> {
  const engine = await openPostgresForMigrations(database.database, {}, attempts);
  engines.push(engine);
  return engine;
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: database.database });
  client.on("error", () => {});
  await client.connect();
  clients.push(client);
  return client;
}

/** Starts to apply a migration with this SQL. */
async function start(sql: string): Promise<{ done: Promise<void>; progress: MigrationProgress[] }> {
  await writeFile(join(folder, migrationFile), sql);
  const progress: MigrationProgress[] = [];
  const done = migrate(await open(), (it) => progress.push(it), pathToFileURL(`${folder}/`));
  done.catch(() => {});
  return { done, progress };
}

const states = (progress: readonly MigrationProgress[]) => progress.map(({ state }) => state);

async function indexes(client: Client): Promise<{ name: string; valid: boolean }[]> {
  const { rows } = await client.query(
    `select relname as name, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
     where relname in ('claims_by_organization', 'claims_by_number') order by relname`,
  );
  return rows;
}

const bothValid = [
  { name: "claims_by_number", valid: true },
  { name: "claims_by_organization", valid: true },
];

test("a migration that cannot lock a table does not keep others from it, and continues later", async () => {
  const [blocker, reader] = [await connect(), await connect()];
  await blocker.query("begin; lock table users in access share mode");
  const { done, progress } = await start("alter table users add column note text");
  await until("the migration waits", () => states(progress).includes("waiting"));
  // Behind a statement that waits without a limit, this query would wait as well.
  await reader.query("set statement_timeout = 5000; select count(*) from users");
  await blocker.query("commit");
  await done;
  expect(states(progress)).toEqual(["started", "waiting", "finished"]);
});

test("a migration that gets no lock in all its attempts names the cause", async () => {
  const blocker = await connect();
  await blocker.query("begin; lock table users in access share mode");
  await writeFile(join(folder, migrationFile), "alter table users add column note text");
  const engine = await openPostgresForMigrations(database.database, {}, { ...attempts, max: 2 });
  engines.push(engine);
  await expect(migrate(engine, () => {}, pathToFileURL(`${folder}/`))).rejects.toThrow(
    "A migration waited too long for a table that other sessions use. End their transactions and start again.",
  );
});

test("a migration that alters tables waits for the writes in flight before it locks one of them", async () => {
  const [writer, reader] = [await connect(), await connect()];
  // The lock of a write on its organization's row.
  await writer.query("begin; lock table organization_heads in row share mode");
  const { done } = await start("alter table users add column note text");
  await until("the migration waits for the write", async () => {
    const { rows: waiting } = await reader.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'lock table organization_heads%'",
    );
    return waiting.length > 0;
  });
  await writer.query("select count(*) from users; rollback");
  await done;
});

test("one process migrates while the others wait", async () => {
  const writer = await connect();
  await writer.query(
    "begin; update number_claims set number_id = number_id where provider = 'twilio' and line = '+11'",
  );
  const first = await start(buildIndex);
  await until("the first builds the index", async () => (await indexes(await connect())).length > 0);
  const second = await start(buildIndex);
  await until("the second waits", () => states(second.progress).includes("waiting"));
  await writer.query("commit");
  await Promise.all([first.done, second.done]);
  expect(states(first.progress)).toContain("finished");
  expect(states(second.progress)).toEqual(["waiting"]);
  expect(await indexes(writer)).toEqual(bothValid);
});

test("a process that stops while it migrates is followed by another", async () => {
  const [blocker, killer] = [await connect(), await connect()];
  await blocker.query("begin; lock table users in access share mode");
  const first = await start("alter table users add column note text");
  await until("the first waits", () => states(first.progress).includes("waiting"));
  const second = await start("alter table users add column note text");
  await until("the second waits", () => states(second.progress).includes("waiting"));
  await killer.query(
    `select pg_terminate_backend(pid) from pg_locks
     where relation = 'migrations'::regclass and mode = 'ShareUpdateExclusiveLock'`,
  );
  await expect(first.done).rejects.toThrow();
  await until("the second migrates", () => states(second.progress).includes("started"));
  await blocker.query("commit");
  await second.done;
});

test("an index that an interrupted build has left is dropped and built again", async () => {
  const [writer, killer] = [await connect(), await connect()];
  await writer.query(
    "begin; update number_claims set number_id = number_id where provider = 'twilio' and line = '+11'",
  );
  const interrupted = await start(buildIndex);
  await until("the build has begun", async () => (await indexes(killer)).length === 1);
  await killer.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'create index concurrently%'",
  );
  await expect(interrupted.done).rejects.toThrow();
  expect(await indexes(killer)).toEqual([{ name: "claims_by_organization", valid: false }]);
  await writer.query("commit");
  await (await start(buildIndex)).done;
  expect(await indexes(killer)).toEqual(bothValid);
  const recorded = await killer.query("select name from migrations where version > 9000");
  expect(recorded.rows).toEqual([{ name: migrationFile }]);
});

test(`rows are written while an index of a table of ${rows} rows is built`, async () => {
  const writer = await connect();
  const { done, progress } = await start(buildIndex);
  let isDone = false;
  const ended = done.finally(() => {
    isDone = true;
  });
  let [writes, slowestMs] = [0, 0];
  while (!isDone) {
    const begun = performance.now();
    await writer.query(
      `update number_claims set number_id = number_id where provider = 'twilio' and line = '+1${1 + (writes % 500)}'`,
    );
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    writes += 1;
  }
  await ended;
  expect(writes).toBeGreaterThan(0);
  expect(await indexes(writer)).toEqual(bothValid);
  const running = progress.filter(({ state }) => state === "running");
  if (rows >= 2_000_000) expect(running.length).toBeGreaterThan(0);
  report(
    `two indexes of ${rows} rows: ${writes} writes meanwhile, the slowest took ${Math.round(slowestMs)} ms; ${running.length} reports`,
  );
});

test("a migration that mixes concurrent indexes with other statements is rejected", async () => {
  const { done } = await start(
    "alter table users add column note text;\ncreate index concurrently a on users (note);",
  );
  await expect(done).rejects.toThrow("cannot have other statements than `create index concurrently`");
  expect(await readdir(folder)).toContain(migrationFile);
});
