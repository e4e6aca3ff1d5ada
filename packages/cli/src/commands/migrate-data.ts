import type { Command } from "commander";

/** Adds the command that copies one database to another. */
export function addMigrateData(program: Command): void {
  program
    .command("migrate-data")
    .description("copy a database from SQLite to PostgreSQL or back, and compare every table")
    .requiredOption("--from <database>", "source: a file path or a postgres:// URL")
    .requiredOption("--to <database>", "target: a file path or a postgres:// URL")
    .addHelpText("after", "\nStop every server on both databases first. After an interruption, run it again.")
    .action(migrateData);
}

async function migrateData(options: { from: string; to: string }): Promise<void> {
  const { migrateData } = await import("@whoseline/server");
  try {
    await migrateData(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
