import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { migrate } from "../../src/storage/migrate.ts";
import { migrationFolder } from "../../src/storage/migration-files.ts";
import { openEngine, openStore } from "../../src/storage/open.ts";
import { openPostgresForMigrations } from "../../src/storage/postgres/migration-connection.ts";
import { inspect } from "../failover/inspect.ts";
import { Writers } from "../failover/writers.ts";
import type { Ask } from "../helpers/ask.ts";
import { report } from "../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { tableNames } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { makeWorld } from "../helpers/world.ts";
import { buildPreviousRelease, hasFullHistory, missingHistory } from "./previous-release.ts";

const missing = missingHistory();
// With CI=true a commit that a full clone lacks is a mistake in previous-release.txt.
const isSkipped = missing !== undefined && !(process.env.CI === "true" && hasFullHistory());

let nextMigrations: URL;
let previous: readonly string[];
let database: TestDatabase | undefined;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  if (isSkipped) return;
  previous = [process.execPath, ...buildPreviousRelease()];
  const folder = await mkdtemp(join(tmpdir(), "whoseline-next-"));
  await cp(migrationFolder("postgres"), folder, { recursive: true });
  // The most that an expansion may do to the tables that the previous release uses.
  const tables = tableNames.filter((table) => table !== "migrations");
  const columns = tables.map((table) => `alter table ${table} add column next_note text default 'none';`);
  await writeFile(join(folder, "9001-next.sql"), columns.join("\n"));
  nextMigrations = pathToFileURL(`${folder}/`);
}, 180_000);
beforeEach(({ skip }) => skip(isSkipped, missing));
afterEach(async () => {
  for (const server of servers.splice(0)) if (server.child.exitCode === null) await server.stop("SIGKILL");
  await database?.drop();
  database = undefined;
});
afterAll(async () => {
  if (nextMigrations !== undefined) await rm(nextMigrations, { recursive: true });
});

async function start(url: string, command?: readonly string[]): Promise<ServerProcess> {
  const server = await startProcess({ WHOSELINE_DATABASE: url, LOG_LEVEL: "info" }, ["serve"], command);
  servers.push(server);
  return server;
}

/** Returns how long it took, in milliseconds. */
async function migrateToNext(url: string): Promise<number> {
  const begun = performance.now();
  const engine = await openPostgresForMigrations(url);
  await migrate(engine, () => {}, nextMigrations);
  await engine.close();
  return performance.now() - begun;
}

test("two releases serve one database while it is migrated, and each can be restarted", async () => {
  database = await makeDatabase("postgres");
  const url = database.database;
  let old = await start(url, previous);
  const asks: Ask[] = [old.ask];
  const writers = new Writers(asks);
  const { acme, rival } = await makeWorld(old.ask);
  await writers.start([acme, rival], 6);
  const more = () => {
    const target = writers.acknowledged.length + 60;
    return until("more writes are acknowledged", () => writers.acknowledged.length >= target);
  };
  await more();
  const migrationMs = await migrateToNext(url);
  await more();
  let current = await start(url);
  asks.push(current.ask);
  await more();
  await old.stop("SIGTERM");
  old = await start(url, previous);
  asks[0] = old.ask;
  await more();
  await current.stop("SIGTERM");
  current = await start(url);
  asks[1] = current.ask;
  await more();
  await writers.stop();
  expect(writers.unexpected).toEqual([]);
  const { acknowledged, ...found } = await inspect(url, writers.acknowledged);
  expect(found).toEqual({ lost: [], twice: [], broken: [] });
  const migrated = `every table altered in ${Math.round(migrationMs)} ms`;
  report(
    `two releases side by side: ${acknowledged} acknowledged, ${writers.unknown} attempts retried, ${migrated}`,
  );
});

test("the previous release does not start on a database that requires a newer one", async () => {
  database = await makeDatabase("postgres");
  const url = database.database;
  await migrateToNext(url);
  const engine = await openEngine(url);
  await engine.transaction((sql) => sql.run("update migrations set requires = 9001 where version = 9001"));
  await engine.close();
  await expect(start(url, previous)).rejects.toThrow("written by a newer version of Whoseline");
});

test("the previous release starts on an SQLite database that this one has migrated", async () => {
  database = await makeDatabase("sqlite");
  const store = await openStore(database.database);
  await store.close();
  const server = await start(database.database, previous);
  await until("ready", async () => (await server.ask("GET /readyz")).status === 200);
});
