import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const urlVariable = "WHOSELINE_TEST_POSTGRES";

/**
 * Provides one PostgreSQL to all projects of a run: the server that WHOSELINE_TEST_POSTGRES names, or a new one.
 * The new one runs without fsync; tests of durability start their own.
 */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const existing = process.env[urlVariable];
  if (existing) {
    provide("postgresUrl", existing);
    return undefined;
  }
  const server = await startPostgres(["fsync=off", "full_page_writes=off", "max_connections=200"]);
  // The setup runs once for each project, in the same process.
  process.env[urlVariable] = server.url;
  provide("postgresUrl", server.url);
  return server.stop;
}
