import { readConfig } from "../config.ts";
import { migrateDatabase } from "../storage/open.ts";

/**
 * Applies the missing migrations with the settings of the environment, without starting the server. Prints each
 * migration.
 *
 * @throws ConfigError when a setting is invalid.
 */
export async function runMigrations(): Promise<void> {
  const { database, migrationDatabase } = readConfig(process.env);
  let applied = 0;
  await migrateDatabase(migrationDatabase ?? database, ({ migration, state, done, total }) => {
    if (state === "finished") applied += 1;
    const portion = total === undefined ? "" : ` ${done} of ${total}`;
    process.stdout.write(`${migration} ${state}${portion}\n`);
  });
  process.stdout.write(`${applied} migration(s) applied.\n`);
}
