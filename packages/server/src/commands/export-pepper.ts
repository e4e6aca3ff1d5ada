import { readConfig } from "../config.ts";
import { storedPepper } from "../storage/encrypted-values.ts";
import { writeSecretFile } from "../storage/key-files.ts";
import { openEngine } from "../storage/open.ts";

/**
 * Writes the pepper that the database contains to a new file that only this user can read. The database keeps it until
 * the server starts with the pepper in its settings.
 *
 * @throws ConfigError when a setting is invalid; Error when the file exists or the database contains no pepper.
 */
export async function exportPepper(file: string): Promise<void> {
  const engine = await openEngine(readConfig(process.env).database);
  try {
    const pepper = await storedPepper(engine);
    if (pepper === undefined || pepper.startsWith("check:"))
      throw new Error("The database contains no pepper.");
    writeSecretFile(file, pepper);
  } finally {
    await engine.close();
  }
  process.stdout.write(
    `The pepper is in ${file}. Start the server with WHOSELINE_PEPPER_FILE=${file}; it then removes the pepper from the database.\n`,
  );
}
