import type { Command } from "commander";

/** Adds the command that puts a backup in the place of the database. */
export function addRestore(program: Command): void {
  program
    .command("restore")
    .description("create the SQLite database of WHOSELINE_DATABASE from a backup")
    .argument("<file>", "a backup that `whoseline backup` wrote; it is not changed")
    .addHelpText(
      "after",
      "\nStop the server first, and move an existing database away: the command never replaces one.",
    )
    .action(restore);
}

async function restore(file: string): Promise<void> {
  const { restoreBackup } = await import("@whoseline/server");
  try {
    await restoreBackup(file);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
