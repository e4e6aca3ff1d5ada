import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { type CopiedTable, copyDatabase, type Progress } from "./storage/copy.ts";
import { migrate } from "./storage/migrate.ts";
import { isPostgres, openEngine } from "./storage/open.ts";

const usage = `Usage: npm run migrate-data -- --from ./data/whoseline.db --to postgres://user:password@host/name

Copies everything from one database to another, either way, and compares every table at the end. Stop Whoseline
on both databases first. After an interruption, run it again.`;

try {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  if (!values.from || !values.to) throw new Error(usage);
  await run(values.from, values.to);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function run(fromDatabase: string, toDatabase: string): Promise<void> {
  if (!isPostgres(fromDatabase) && !existsSync(fromDatabase))
    throw new Error(`There is no file ${fromDatabase}.`);
  const from = await openEngine(fromDatabase);
  const to = await openEngine(toDatabase).catch(async (error) => {
    await from.close();
    throw error;
  });
  try {
    await migrate(from);
    await migrate(to);
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
