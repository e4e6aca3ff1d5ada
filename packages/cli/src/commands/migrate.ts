import type { Command } from "commander";

/** Adds the command that applies missing migrations. */
export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("apply the missing migrations to the database and exit")
    .addHelpText(
      "after",
      "\nUses WHOSELINE_DATABASE or, if it is set as well, WHOSELINE_MIGRATION_DATABASE_URL. An SQLite database must not be in use.",
    )
    .action(migrate);
}

async function migrate(): Promise<void> {
  const { runMigrations } = await import("@whoseline/server");
  try {
    await runMigrations();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
