import type { Command } from "commander";

/** Adds the command that copies one database to another. */
export function addMigrateData(program: Command): void {
  program
    .command("migrate-data")
    .description("copy a database from SQLite to PostgreSQL or back, and compare every table")
    .requiredOption("--from <database>", "source: a file path or a postgres:// URL")
    .requiredOption("--to <database>", "target: a file path or a postgres:// URL")
    .option("--allow-moved", "copy a source that was moved to another target before")
    .addHelpText(
      "after",
      "\nStop every server on both databases first. After an interruption, run it again.\nThe PostgreSQL database must exist, with UTF8 as its encoding, and the role of the URL must own it.\nAfterwards the source is marked as moved, and a server on it does not start without --allow-moved.",
    )
    .action(migrateData);
}

async function migrateData(options: { from: string; to: string; allowMoved?: boolean }): Promise<void> {
  const { migrateData } = await import("@whoseline/server");
  try {
    await migrateData(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
