import { existsSync } from "node:fs";
import { requireKnownMigrations } from "./migrate.ts";
import { isPostgres } from "./open.ts";
import { type RestoredDatabase, restoreSqlite } from "./sqlite/restore-sqlite.ts";

/**
 * Copies a backup of an SQLite database to a path where no database is. `checkSettings` gets the settings in the backup by
 * name, and throws when the keys of this installation are not those of the backup. Throws an error for the operator, and then leaves
 * nothing at the path.
 */
export async function restoreDatabase(
  file: string,
  database: string,
  checkSettings: (stored: ReadonlyMap<string, string>) => Promise<void>,
): Promise<RestoredDatabase> {
  if (isPostgres(database))
    throw new Error(
      "WHOSELINE_DATABASE is a PostgreSQL database. Restore it with the tool that made its backup, such as pgBackRest or pg_restore.",
    );
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  return restoreSqlite(file, database, async ({ migrations, settings }) => {
    await requireKnownMigrations("sqlite", migrations);
    await checkSettings(settings);
  });
}
