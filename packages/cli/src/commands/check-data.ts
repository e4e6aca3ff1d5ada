import type { Command } from "commander";

/** Adds the command that lists stored values which earlier versions accepted and this one does not. */
export function addCheckData(program: Command): void {
  program
    .command("check-data")
    .description("list stored names and addresses that break a rule; exit with 1 when there are any")
    .addHelpText(
      "after",
      "\nReads the database that the environment names and changes nothing. Stop the server first on SQLite.",
    )
    .action(checkData);
}

async function checkData(): Promise<void> {
  const { checkData, readConfig } = await import("@whoseline/server");
  try {
    const problems = await checkData(readConfig(process.env).database);
    process.stdout.write(`${problems} ${problems === 1 ? "problem" : "problems"}.\n`);
    if (problems > 0) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
