import { existsSync } from "node:fs";
import { findDataProblems } from "../storage/check-data.ts";
import { needsMigration } from "../storage/migrate.ts";
import { isPostgres, openEngine } from "../storage/open.ts";

/**
 * Prints one line for each stored value that this version would no longer accept: an organization, a record, a field
 * and what is wrong with it, never the value. Changes nothing.
 *
 * @param database A file path or a `postgres://` URL. No server may use the file meanwhile.
 * @returns The number of problems.
 * @throws Error when the database does not exist, or was written by an older version.
 */
export async function checkData(database: string): Promise<number> {
  if (!isPostgres(database) && !existsSync(database)) throw new Error(`There is no file ${database}.`);
  const engine = await openEngine(database);
  try {
    if (await needsMigration(engine))
      throw new Error(
        "The database was written by an older version of Whoseline. Run `whoseline migrate`, then check again.",
      );
    let problems = 0;
    for await (const { organizationId, record, field, problem } of findDataProblems(engine)) {
      process.stdout.write(`organization ${organizationId}, ${record}: ${field} ${problem}\n`);
      problems += 1;
    }
    return problems;
  } finally {
    await engine.close();
  }
}
