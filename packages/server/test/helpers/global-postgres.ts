import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run: the server that WHOSELINE_TEST_POSTGRES names, or a new one. The new one
 * runs without fsync; tests of durability start their own.
 */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const existing = process.env.WHOSELINE_TEST_POSTGRES;
  if (existing) {
    provide("postgresUrl", existing);
    return undefined;
  }
  const server = await startPostgres(["fsync=off", "full_page_writes=off", "max_connections=200"]);
  provide("postgresUrl", server.url);
  return server.stop;
}
