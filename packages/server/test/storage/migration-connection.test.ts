import { afterEach, describe, expect, test } from "vitest";
import { migrateDatabase, openStore } from "../../src/storage/open.ts";
import { openPostgresForMigrations } from "../../src/storage/postgres/migration-connection.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { startApp } from "../helpers/app.ts";
import { engineNames, makeDatabase } from "../helpers/engines.ts";
import { runProcess } from "../helpers/process.ts";
import { openTableReader } from "../helpers/table-reader.ts";

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

async function makeEmpty(engine: (typeof engineNames)[number]): Promise<string> {
  const { database, drop } = await makeDatabase(engine);
  drops.push(drop);
  return database;
}

describe("on PostgreSQL", () => {
  const limit = { statement_timeout: 50 };
  const slow = "select pg_sleep(0.5)";

  test("a migration can take longer than the time limit of a statement", async () => {
    const url = await makeEmpty("postgres");
    const limited = createPostgresEngine(createPool(url, limit));
    await expect(limited.transaction((sql) => sql.script(slow))).rejects.toThrow("PostgreSQL is unavailable");
    await limited.close();
    const engine = await openPostgresForMigrations(url, limit);
    await engine.transaction((sql) => sql.script(slow));
    await engine.close();
  });

  test("a role that may not apply missing migrations gets an error that names the setting", async () => {
    const url = await makeEmpty("postgres");
    const limited = new URL(url);
    const role = `role_${limited.pathname.slice(1)}`;
    const server = await openPostgresForMigrations(url);
    await server.transaction((sql) => sql.script(`create role ${role} login password 'secret'`));
    drops.push(async () => {
      await server.transaction((sql) => sql.script(`drop owned by ${role}; drop role ${role}`));
      await server.close();
    });
    drops.reverse();
    limited.username = role;
    limited.password = "secret";
    await expect(openStore(limited.href)).rejects.toThrow(/Set WHOSELINE_MIGRATION_DATABASE_URL/);
    const tables = await server.reader.all("select 1 from pg_tables where schemaname = 'public'");
    expect(tables).toEqual([]);
  });

  test("a role without grants gets the server's answer and the advice", async () => {
    const url = await makeEmpty("postgres");
    await migrateDatabase(url);
    const limited = new URL(url);
    const role = `role_${limited.pathname.slice(1)}`;
    const server = await openPostgresForMigrations(url);
    await server.transaction((sql) => sql.script(`create role ${role} login password 'secret'`));
    drops.unshift(async () => {
      await server.transaction((sql) => sql.script(`drop role ${role}`));
      await server.close();
    });
    limited.username = role;
    limited.password = "secret";
    await expect(openStore(limited.href)).rejects.toThrow(
      /answered: permission denied for table migrations \(42501\)\. docs\/scaling\.md has the grants/,
    );
  });

  test("an error of the migration URL names its role, and not that of the database URL", async () => {
    const url = await makeEmpty("postgres");
    const wrong = new URL(url);
    wrong.username = "migration_role";
    wrong.password = "wrong";
    await expect(openStore(url, { migrationDatabase: wrong.href })).rejects.toThrow(
      /does not accept the role "migration_role" \(28/,
    );
  });

  test("a migration URL that leads to another database is rejected", async () => {
    const [url, other] = [await makeEmpty("postgres"), await makeEmpty("postgres")];
    await expect(openStore(url, { migrationDatabase: other })).rejects.toThrow(
      "WHOSELINE_MIGRATION_DATABASE_URL and WHOSELINE_DATABASE lead to different databases.",
    );
  });
});

test("logs the start and the end of each migration, and nothing when there is none to apply", async () => {
  const database = await makeEmpty("sqlite");
  const logged = async () => {
    const app = await startApp({ database });
    await app.close();
    return app.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "migrating the database");
  };
  const first = await logged();
  expect(first.slice(0, 2)).toMatchObject([
    { migration: "0001-first-tables.sql", state: "started" },
    { migration: "0001-first-tables.sql", state: "finished" },
  ]);
  expect(await logged()).toEqual([]);
});

describe.each(engineNames)("whoseline migrate on %s", (engine) => {
  test("applies every migration once", async () => {
    const WHOSELINE_DATABASE = await makeEmpty(engine);
    const first = await runProcess({ WHOSELINE_DATABASE }, ["migrate"]);
    expect(first).toMatchObject({
      code: 0,
      output: expect.stringContaining("0001-first-tables.sql finished"),
    });
    expect(await runProcess({ WHOSELINE_DATABASE }, ["migrate"])).toEqual({
      code: 0,
      output: "0 migration(s) applied.\n",
    });
    const tables = openTableReader(WHOSELINE_DATABASE);
    expect(await tables.rows("settings")).toEqual([]);
    await tables.close();
  });
});
