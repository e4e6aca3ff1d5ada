import type { Command } from "commander";

/** Adds the command that starts the server; it is the default command. */
export function addServe(program: Command): void {
  program
    .command("serve")
    .description("start the server (default command)")
    .option("--demo", "load a demo organization first, so that every request returns data")
    .option("--force-demo", "like --demo, also into a database that has organizations")
    .option("--allow-moved", "start also on a database that migrate-data moved to another one")
    .option("--port <port>", "port to listen on (default: PORT, or 2212)")
    .option("--host <host>", "address to listen on (default: HOST, or 127.0.0.1)")
    .action(serve);
}

interface ServeOptions {
  demo?: boolean;
  forceDemo?: boolean;
  allowMoved?: boolean;
  port?: string;
  host?: string;
}

async function serve(options: ServeOptions): Promise<void> {
  const { ConfigError, serve } = await import("@whoseline/server");
  try {
    await serve(options);
  } catch (error) {
    // The message is written for the operator; the stack trace is for debugging.
    process.stderr.write(`Whoseline did not start.\n${error instanceof Error ? error.message : error}\n`);
    if (!(error instanceof ConfigError) && process.env.LOG_LEVEL === "debug")
      process.stderr.write(`${(error as Error).stack}\n`);
    process.exit(1);
  }
}
