import type { Command } from "commander";

/** Adds the command that checks the settings without starting the server. */
export function addVerifyConfig(program: Command): void {
  program
    .command("verify-config")
    .description("check the settings in the environment; exit with 1 when one is invalid")
    .action(verifyConfig);
}

async function verifyConfig(): Promise<void> {
  const { ConfigError, readConfig, requireSharedSecrets } = await import("@whoseline/server/config");
  try {
    requireSharedSecrets(readConfig(process.env));
    process.stdout.write("The configuration is valid.\n");
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
