import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { NumberId, OrganizationId } from "../model.ts";
import { deriveKeys } from "./derive-keys.ts";
import { deriveSlugs } from "./derive-slugs.ts";
import type { Engine } from "./engine.ts";
import { type ChainingProgress, chainRemainingEvents, chainStoredEvents } from "./event-chaining.ts";
import { NumberQueries } from "./queries/numbers.ts";
import type { Sql } from "./sql.ts";

export interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

interface Migration extends Applied {
  readonly text: string;
}

export interface MigrationProgress {
  /** The file name of the migration. */
  readonly migration: string;
  readonly state: "started" | "running" | "finished";
  /** Of a running migration: the rows that are done, and all rows that it has to change. */
  readonly done?: number;
  readonly total?: number;
}

export type OnMigration = (progress: MigrationProgress) => void;

/**
 * Applies the missing migrations. Safe to run in several processes concurrently: the others wait. Throws when the
 * database has a migration that this version does not know, or one whose checksum differs.
 */
export async function migrate(engine: Engine, onProgress: OnMigration = () => {}): Promise<void> {
  if (!(await needsMigration(engine))) return;
  await engine.transaction((sql) =>
    sql.script(
      `create table if not exists migrations (version integer not null primary key, name text not null,
         checksum text not null)`,
    ),
  );
  for (const migration of await missingMigrations(engine)) {
    onProgress({ migration: migration.name, state: "started" });
    await steps[migration.version]?.prepare?.(engine, (portion) =>
      onProgress({ migration: migration.name, state: "running", ...portion }),
    );
    await apply(engine, migration);
    onProgress({ migration: migration.name, state: "finished" });
  }
}

/** Whether migrations are missing; only reads. Throws like `migrate` when a known one differs. */
export async function needsMigration(engine: Engine): Promise<boolean> {
  const found = await engine.reader.first(findTable[engine.name]);
  return found === undefined || (await missingMigrations(engine)).length > 0;
}

/** A role that may not create tables may not run `create table if not exists` either, so it needs this query. */
const findTable: Readonly<Record<Engine["name"], string>> = {
  sqlite: "select 1 as found from sqlite_schema where type = 'table' and name = 'migrations'",
  postgres: "select 1 as found where to_regclass('migrations') is not null",
};

async function missingMigrations(engine: Engine): Promise<readonly Migration[]> {
  const migrations = await readMigrations(engine.name);
  const applied = await engine.reader.all<Applied>(
    "select version, name, checksum from migrations order by version",
  );
  for (const past of applied) assertUnchanged(past, migrations);
  return migrations.slice(applied.length);
}

/** Throws like `migrate` when one of a database's migrations is unknown to this version, or differs. */
export async function requireKnownMigrations(
  engine: Engine["name"],
  applied: readonly Applied[],
): Promise<void> {
  const migrations = await readMigrations(engine);
  for (const past of applied) assertUnchanged(past, migrations);
}

async function readMigrations(engine: string): Promise<readonly Migration[]> {
  const folder = new URL(`../../migrations/${engine}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), "utf8");
      return { version: Number(name.slice(0, 4)), name, text, checksum: checksumOf(text) };
    }),
  );
}

const checksumOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function assertUnchanged(past: Applied, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.version === past.version);
  if (known === undefined)
    throw new Error(
      `The database was written by a newer version of Whoseline: it has migration ${past.name}. Install that version or a newer one.`,
    );
  if (known.checksum !== past.checksum)
    throw new Error(
      `Migration ${past.name} differs from the one that was applied to this database. Restore the original file.`,
    );
}

/** How long a statement waits for a table in use; the table's other statements wait behind it meanwhile. */
const lockTimeoutMs = 10_000;

/** Inserts the record first: a concurrent process waits on its key and then skips the migration. */
function apply(engine: Engine, { version, name, text, checksum }: Migration): Promise<void> {
  return engine.transaction(async (sql) => {
    const inserted = await sql.run(
      "insert into migrations (version, name, checksum) values ($1, $2, $3) on conflict (version) do nothing",
      version,
      name,
      checksum,
    );
    if (inserted === 0) return;
    if (engine.name === "postgres") await sql.script(`set local lock_timeout = ${lockTimeoutMs}`);
    await steps[version]?.before?.(sql, engine.name);
    await sql.script(text);
    await steps[version]?.after?.(sql);
  });
}

/** The parts of a migration that SQL alone cannot do. Immutable like the SQL. */
interface Steps {
  /** Before the migration's transaction, in separate transactions: must be resumable and safe to run concurrently. */
  readonly prepare?: (engine: Engine, onPortion: (progress: ChainingProgress) => void) => Promise<void>;
  /** In the migration's transaction, before and after the SQL. */
  readonly before?: (sql: Sql, engine: Engine["name"]) => Promise<void>;
  readonly after?: (sql: Sql) => Promise<void>;
}

const steps: Readonly<Record<number, Steps>> = {
  5: { after: indexLabels },
  9: { prepare: chainStoredEvents, before: chainRemainingEvents },
  12: { after: deriveKeys },
  20: { after: deriveSlugs },
};

/** Adds labels to the search keys of numbers that were written before version 3. */
async function indexLabels(sql: Sql): Promise<void> {
  const labelled = await sql.all<{ organization_id: OrganizationId; number_id: NumberId }>(
    `select distinct organization_id, number_id from assignments
     where unassigned_at is null and label is not null`,
  );
  for (const { organization_id, number_id } of labelled)
    await new NumberQueries(sql, organization_id).reindex(number_id);
}
