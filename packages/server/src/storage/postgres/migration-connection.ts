import { DatabaseError, type PoolConfig } from "pg";
import type { Engine } from "../engine.ts";
import { explainConnectionError } from "./connection-error.ts";
import { createPool, createPostgresEngine } from "./postgres.ts";
import { checkServer } from "./postgres-server.ts";
import { requireSessions } from "./session-pooling.ts";

/**
 * A migration can rewrite a large table, and waits for another process that migrates. Zero is no limit. The last one
 * limits a process that stops in a transaction.
 */
const limits = { statement_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 60_000 };
const settings: PoolConfig = { max: 2, query_timeout: 0, application_name: "whoseline-migration" };

/**
 * Connects to PostgreSQL as the role that applies migrations, without a time limit for statements. The URL must lead to
 * one session, not to a pool of transactions. `changes` override the settings, for tests.
 */
export async function openPostgresForMigrations(url: string, changes: PoolConfig = {}): Promise<Engine> {
  const pool = createPool(url, { ...settings, ...changes, ...limits });
  const engine = explaining(createPostgresEngine(pool), url);
  try {
    await requireSessions(pool, 1);
    await checkServer(engine.reader, false);
    return engine;
  } catch (error) {
    await engine.close();
    throw explainConnectionError(error, url);
  }
}

/** Explains the errors that an operator can resolve. */
const explaining = (engine: Engine, url: string): Engine => ({
  ...engine,
  transaction: (work, organizationId) =>
    engine.transaction(work, organizationId).catch((error) => {
      throw explainConnectionError(explain(error), url);
    }),
});

function explain(error: unknown): unknown {
  const code = sqlStateOf(error);
  if (code === "42501")
    return new Error(
      "Migrations are missing, and the role of the database URL is not allowed to apply them. Set WHOSELINE_MIGRATION_DATABASE_URL to a URL of the owner of the tables, or run `whoseline migrate` with it.",
      { cause: error },
    );
  if (code === "55P03")
    return new Error(
      "A migration waited too long for a table that other sessions use. End their transactions and start again.",
      { cause: error },
    );
  return error;
}

function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code;
  return error instanceof Error && error.cause !== undefined ? sqlStateOf(error.cause) : undefined;
}
