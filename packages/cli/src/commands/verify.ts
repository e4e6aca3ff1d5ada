import type { Command } from "commander";

interface VerifyOptions {
  database?: string;
  feed?: string;
  checkpoint?: string[];
  keys?: string;
}

/** Adds the command that verifies the hash chains of the events. */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("verify the hash chains of the events in a database or a downloaded feed")
    .option("--database <database>", "a file path or a postgres:// URL; WHOSELINE_DATABASE by default")
    .option("--feed <file>", "a downloaded feed: pages or events as JSON, one on each line")
    .option("--checkpoint <file...>", "checkpoints that the events must agree with")
    .option("--keys <file>", "the public keys of the installation (GET /registry/v1/keys)")
    .addHelpText(
      "after",
      "\nOnly reads; the server can run meanwhile. Exits with 0 when everything fits, with 1 when something does not,\nand with 2 when it cannot be verified.",
    )
    .action(verify);
}

async function verify(options: VerifyOptions): Promise<void> {
  const { verify } = await import("@whoseline/server");
  try {
    process.exitCode = (await verify(options)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
