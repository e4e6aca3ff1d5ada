import { readConfig } from "../config.ts";
import { requireKeysOf } from "../keys.ts";
import { restoreDatabase } from "../storage/restore.ts";

/**
 * Creates the database of the settings from a backup of an SQLite database, after checks. Prints what it did.
 *
 * @throws ConfigError when a setting is invalid; Error when there is a database already, it is in use, the file is not a
 * sound backup of this or an older version, or the keys are not those of the backup.
 */
export async function restoreBackup(file: string): Promise<void> {
  const config = readConfig(process.env);
  const { database } = config;
  const checkSettings = (stored: ReadonlyMap<string, string>) => requireKeysOf(config, stored);
  const { bytes, removed } = await restoreDatabase(file, database, checkSettings);
  for (const path of removed)
    process.stdout.write(`Removed ${path}, which belonged to another database file.\n`);
  process.stdout.write(`Restored ${bytes} bytes to ${database}. The backup is sound; start the server.\n`);
}
