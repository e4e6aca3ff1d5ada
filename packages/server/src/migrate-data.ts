import { existsSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { type CopiedTable, copyDatabase, type Progress } from "./storage/copy.ts";
import { isPostgres, migrateDatabase, openEngine } from "./storage/open.ts";

export interface MigrateDataOptions {
  /** Source database: a file path or a `postgres://` URL. */
  readonly from: string;
  /** Target database: a file path or a `postgres://` URL. */
  readonly to: string;
}

/**
 * Copies a database to another one, from SQLite to PostgreSQL or back, and compares every table at the end. Prints
 * its progress and the row count and hash of each table. No server may use either database meanwhile. An interrupted
 * copy is continued by running it again.
 *
 * @throws Error when the source file does not exist, or a table differs after the copy.
 */
export async function migrateData(options: MigrateDataOptions): Promise<void> {
  if (!isPostgres(options.from) && !existsSync(options.from))
    throw new Error(`There is no file ${options.from}.`);
  await migrateDatabase(options.from);
  await migrateDatabase(options.to);
  const from = await openEngine(options.from);
  const to = await openEngine(options.to).catch(async (error) => {
    await from.close();
    throw error;
  });
  try {
    const bar = progressBar();
    report(await copyDatabase(from, to, bar).finally(() => bar.stop()));
  } finally {
    await from.close();
    await to.close();
  }
}

function progressBar(): Progress & { stop(): void } {
  const bar = new SingleBar({ format: "{table} [{bar}] {value}/{total} {eta_formatted}", hideCursor: true });
  return {
    start(table, rows) {
      bar.stop();
      bar.start(rows, 0, { table: table.padEnd(18) });
    },
    copied: (rows) => bar.increment(rows),
    stop: () => bar.stop(),
  };
}

function report(copied: readonly CopiedTable[]): void {
  const lines = copied.map(
    ({ table, rows, hash }) => `${table.padEnd(18)} ${String(rows).padStart(10)}  ${hash}`,
  );
  process.stdout.write(`\n\nEvery table is the same on both sides:\n${lines.join("\n")}\n`);
}
