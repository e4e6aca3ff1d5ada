import type { NumberId, OrganizationId } from "../model.ts";
import { deriveKeys } from "./derive-keys.ts";
import { deriveSlugs } from "./derive-slugs.ts";
import type { Engine, MigrationSupport } from "./engine.ts";
import { type ChainingProgress, chainRemainingEvents, chainStoredEvents } from "./event-chaining.ts";
import {
  type Applied,
  type Migration,
  migrationFolder,
  readMigrations,
  requireCompatible,
} from "./migration-files.ts";
import { NumberQueries } from "./queries/numbers.ts";
import type { Sql } from "./sql.ts";

export interface MigrationProgress {
  /** The file name of the migration. */
  readonly migration: string;
  /** `waiting`: for another process that migrates, or for sessions that use a table. */
  readonly state: "started" | "waiting" | "running" | "finished";
  /** Of a running migration: the units, such as rows or pages, that are done, and all that it has to process. */
  readonly done?: number;
  readonly total?: number;
}

export type OnMigration = (progress: MigrationProgress) => void;

/**
 * Applies the missing migrations. Safe to run in several processes concurrently: the others wait. Throws when the database
 * requires a migration that this version does not know, or has one whose checksum differs. `folder` is another one in tests.
 */
export async function migrate(
  engine: Engine,
  onProgress: OnMigration = () => {},
  folder: URL = migrationFolder(engine.name),
): Promise<void> {
  if (!(await needsMigration(engine, folder))) return;
  const { alone, retrying } = supportOf(engine);
  await retrying(() => prepareTable(engine), ignore);
  const [next] = await missingMigrations(engine, folder);
  if (next === undefined) return;
  const applyAll = async () => {
    for (const migration of await missingMigrations(engine, folder))
      await applyWithProgress(engine, migration, onProgress);
  };
  const onWait = () => onProgress({ migration: next.name, state: "waiting" });
  await alone(applyAll, onWait);
}

const ignore = (): void => {};

const supportOf = (engine: Engine): MigrationSupport => engine.migrations ?? inOneProcess;

const inOneProcess: MigrationSupport = {
  alone: (work) => work(),
  retrying: (work) => work(),
  limitLocks: async () => {},
  holdWrites: async () => {},
  concurrentIndexes: () => [],
};

/** Whether migrations are missing; only reads. Throws like `migrate` when the database does not fit. */
export async function needsMigration(
  engine: Engine,
  folder: URL = migrationFolder(engine.name),
): Promise<boolean> {
  const found = await engine.reader.first(findTable[engine.name]);
  return found === undefined || (await missingMigrations(engine, folder)).length > 0;
}

/** A role that may not create tables may not run `create table if not exists` either, so it needs this query. */
const findTable: Readonly<Record<Engine["name"], string>> = {
  sqlite: "select 1 as found from sqlite_schema where type = 'table' and name = 'migrations'",
  postgres: "select 1 as found where to_regclass('migrations') is not null",
};

const findColumn: Readonly<Record<Engine["name"], string>> = {
  sqlite: "select 1 as found from pragma_table_info('migrations') where name = 'requires'",
  postgres:
    "select 1 as found from pg_attribute where attrelid = to_regclass('migrations') and attname = 'requires'",
};

/** Creates the table of migrations, or adds the column that tables of earlier releases lack. */
async function prepareTable(engine: Engine): Promise<void> {
  await engine.transaction(async (sql) => {
    await supportOf(engine).limitLocks(sql);
    await sql.script(
      `create table if not exists migrations (version integer not null primary key, name text not null,
         checksum text not null, requires integer)`,
    );
    if ((await sql.first(findColumn[engine.name])) !== undefined) return;
    const ifMissing = engine.name === "postgres" ? "if not exists " : "";
    await sql.script(`alter table migrations add column ${ifMissing}requires integer`);
  });
}

/** Unprepared: the table has another column afterwards than before. */
async function missingMigrations(engine: Engine, folder: URL): Promise<readonly Migration[]> {
  const migrations = await readMigrations(folder);
  const applied = await engine.reader.allUnprepared<Applied>("select * from migrations order by version");
  requireCompatible(applied, migrations);
  const versions = new Set(applied.map(({ version }) => version));
  return migrations.filter(({ version }) => !versions.has(version));
}

/** Throws like `migrate` when a database with these migrations does not fit this version. */
export async function requireKnownMigrations(
  engine: Engine["name"],
  applied: readonly Applied[],
): Promise<void> {
  requireCompatible(applied, await readMigrations(migrationFolder(engine)));
}

async function applyWithProgress(
  engine: Engine,
  migration: Migration,
  onProgress: OnMigration,
): Promise<void> {
  const report = (state: MigrationProgress["state"], portion: Partial<MigrationProgress> = {}) =>
    onProgress({ migration: migration.name, state, ...portion });
  report("started");
  const onPortion = (portion: ChainingProgress) => report("running", portion);
  await steps[migration.version]?.prepare?.(engine, onPortion);
  const { retrying, concurrentIndexes } = supportOf(engine);
  const onWait = () => report("waiting");
  const indexes = concurrentIndexes(migration.text);
  for (const index of indexes) await retrying(() => index.build(onPortion), onWait);
  // Without support for concurrent indexes nobody else uses the database.
  const text = indexes.length > 0 ? "" : migration.text.replaceAll("index concurrently", "index");
  await retrying(() => apply(engine, { ...migration, text }), onWait);
  report("finished");
}

/** Inserts the record first: a process of an earlier release waits on its key and then skips the migration. */
function apply(engine: Engine, { version, name, text, checksum, requires }: Migration): Promise<void> {
  return engine.transaction(async (sql) => {
    const inserted = await sql.run(
      `insert into migrations (version, name, checksum, requires) values ($1, $2, $3, $4)
       on conflict (version) do nothing`,
      version,
      name,
      checksum,
      requires ?? null,
    );
    if (inserted === 0) return;
    await supportOf(engine).limitLocks(sql);
    await supportOf(engine).holdWrites(sql, text);
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
