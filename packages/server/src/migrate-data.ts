import { existsSync } from "node:fs";
import { SingleBar } from "cli-progress";
import { addressOf } from "./database-address.ts";
import { type CopiedTable, compareDatabases, copyDatabase, type Progress } from "./storage/copy.ts";
import { DatabaseInUse } from "./storage/database-in-use.ts";
import type { Engine } from "./storage/engine.ts";
import { deleteMove, readMove, recordMove } from "./storage/moves.ts";
import { isPostgres, migrateDatabase, openEngine } from "./storage/open.ts";

export interface MigrateDataOptions {
  /** Source database: a file path or a `postgres://` URL. */
  readonly from: string;
  /** Target database: a file path or a `postgres://` URL. */
  readonly to: string;
  /** Copies a source that was moved to another target before. */
  readonly allowMoved?: boolean | undefined;
}

/**
 * Copies a database to another one, from SQLite to PostgreSQL or back, and compares every table at the end. Prints
 * its progress and the row count and hash of each table. No server may use either database meanwhile. An interrupted
 * copy is continued by running it again. A source that was copied is marked as moved: it is only compared from then on.
 *
 * @throws Error when the source file does not exist or is in use, was moved to another target, or a table differs after the
 *   copy.
 */
export async function migrateData(options: MigrateDataOptions): Promise<void> {
  if (!isPostgres(options.from) && !existsSync(options.from))
    throw new Error(`There is no file ${options.from}.`);
  try {
    await migrateDatabase(options.from);
    await migrateDatabase(options.to);
    const from = await openEngine(options.from);
    const to = await openEngine(options.to).catch(async (error) => {
      await from.close();
      throw error;
    });
    await move(from, to, options).finally(() => Promise.all([from.close(), to.close()]));
  } catch (error) {
    throw error instanceof DatabaseInUse ? inUse(error) : error;
  }
  process.stdout.write(nextSteps(options));
}

/** The mark of the source is stored first: when the command is interrupted, neither database starts, and not both. */
async function move(from: Engine, to: Engine, options: MigrateDataOptions): Promise<void> {
  report(await copyOrCompare(from, to, options));
  await recordMove(from, { to: addressOf(options.to), at: new Date().toISOString() });
  await deleteMove(to);
}

async function copyOrCompare(
  from: Engine,
  to: Engine,
  options: MigrateDataOptions,
): Promise<readonly CopiedTable[]> {
  const moved = await readMove(from.reader);
  if (moved?.to === addressOf(options.to))
    return compareDatabases(from, to).catch((error) => {
      throw new Error(
        `The source was moved to this target at ${moved.at}, and they differ now. Nothing was copied. Use the target.`,
        { cause: error },
      );
    });
  if (moved !== undefined && !options.allowMoved)
    throw new Error(
      `The source was moved to ${moved.to} at ${moved.at}. Copy that database, or specify --allow-moved to copy the state that it had then.`,
    );
  const bar = progressBar();
  return copyDatabase(from, to, bar).finally(() => bar.stop());
}

const inUse = ({ path, cause }: DatabaseInUse): Error =>
  new Error(`A Whoseline process uses the database file ${path}. Stop it, and run the command again.`, {
    cause,
  });

function nextSteps({ from, to }: MigrateDataOptions): string {
  const secrets =
    isPostgres(to) && !isPostgres(from)
      ? `\nSet WHOSELINE_PEPPER_FILE to the file that \`whoseline export-pepper --to FILE\` writes, with WHOSELINE_DATABASE=${from},
and WHOSELINE_ENCRYPTION_KEY_FILE to ${from}-encryption-key, unless these secrets are in your settings already.`
      : "";
  return `
The source is marked as moved: a server does not start on it without --allow-moved.
Next, start the server with WHOSELINE_DATABASE set to ${addressOf(to)}.${secrets}
`;
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
