import type { PoolConfig } from "pg";
import type { Engine } from "../engine.ts";
import { explainConnectionError } from "./connection-error.ts";
import {
  createMigrationSupport,
  type LockAttempts,
  lockAttempts,
  lockNotAvailable,
  sqlStateOf,
} from "./migration-support.ts";
import { createPool, createPostgresEngine } from "./postgres.ts";
import { checkServer } from "./postgres-server.ts";
import { requireSessions } from "./session-pooling.ts";

/**
 * A migration can rewrite a large table. Zero is no limit; the transactions of migrations have a limit for locks. The last one
 * limits a process that stops in a transaction.
 */
const limits = { statement_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 60_000 };
const settings: PoolConfig = { max: 3, query_timeout: 0, application_name: "whoseline-migration" };

/**
 * Connects to PostgreSQL as the role that applies migrations, without a time limit for statements. The URL must lead to
 * one session, not to a pool of transactions. `changes` override the settings, and `attempts` those to get a lock, for tests.
 */
export async function openPostgresForMigrations(
  url: string,
  changes: PoolConfig = {},
  attempts: LockAttempts = lockAttempts,
): Promise<Engine> {
  const pool = createPool(url, { ...settings, ...changes, ...limits });
  const engine = {
    ...explaining(createPostgresEngine(pool), url),
    migrations: createMigrationSupport(pool, attempts),
  };
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
  if (code === lockNotAvailable)
    return new Error(
      "A migration waited too long for a table that other sessions use. End their transactions and start again.",
      { cause: error },
    );
  return error;
}
