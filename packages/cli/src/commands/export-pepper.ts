import type { Command } from "commander";

/** Adds the command that exports the pepper. */
export function addExportPepper(program: Command): void {
  program
    .command("export-pepper")
    .description("write the pepper in the database to a file that only this user can read")
    .requiredOption("--to <file>", "path of the new file")
    .addHelpText("after", "\nStop the server of an SQLite database first.")
    .action(exportPepper);
}

async function exportPepper(options: { to: string }): Promise<void> {
  const { exportPepper } = await import("@whoseline/server");
  try {
    await exportPepper(options.to);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
