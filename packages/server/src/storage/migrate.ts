import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Engine } from "./engine.ts";
import { numberQueries } from "./queries/numbers.ts";
import type { Sql } from "./sql.ts";

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

interface Migration extends Applied {
  readonly text: string;
}

/**
 * Brings the tables to the newest version. Two processes may do it at once. Refuses, with a sentence, a
 * database that a newer Whoseline has written and one whose past migrations are not ours.
 */
export async function migrate(engine: Engine): Promise<void> {
  await engine.transaction((sql) =>
    sql.script(
      `create table if not exists migrations (version integer not null primary key, name text not null,
         checksum text not null)`,
    ),
  );
  const migrations = await readMigrations(engine.name);
  const applied = await engine.reader.all<Applied>(
    "select version, name, checksum from migrations order by version",
  );
  for (const past of applied) assertKnown(past, migrations);
  for (const migration of migrations.slice(applied.length)) await apply(engine, migration);
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

function assertKnown(past: Applied, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.version === past.version);
  if (known === undefined)
    throw new Error(
      `The database was written by a newer Whoseline (it has migration ${past.name}). Install that version or a newer one.`,
    );
  if (known.checksum !== past.checksum)
    throw new Error(`Migration ${past.name} is not the one this database was made with. Restore the file.`);
}

/** The record comes first: a second process waits on its key, and finds the work done. */
function apply(engine: Engine, { version, name, text, checksum }: Migration): Promise<void> {
  return engine.transaction(async (sql) => {
    const isOurs = await sql.run(
      "insert into migrations (version, name, checksum) values ($1, $2, $3) on conflict (version) do nothing",
      version,
      name,
      checksum,
    );
    if (isOurs === 0) return;
    await sql.script(text);
    await steps[version]?.(sql);
  });
}

/** What a migration does beyond its text, in its transaction. As immutable as the text. */
const steps: Readonly<Record<number, (sql: Sql) => Promise<void>>> = { 5: indexLabels };

/** A label is looked for since version 3, but what was written before had none in its search key. */
async function indexLabels(sql: Sql): Promise<void> {
  const held = await sql.all<{ organization_id: string; number_id: string }>(
    `select distinct organization_id, number_id from assignments
     where unassigned_at is null and label is not null`,
  );
  for (const { organization_id, number_id } of held)
    await numberQueries(sql, organization_id).reindex(number_id);
}
