import { setTimeout } from "node:timers/promises";
import { DatabaseError, type Pool, type PoolClient } from "pg";
import type { MigrationSupport } from "../engine.ts";
import { concurrentIndexes } from "./concurrent-indexes.ts";

export interface LockAttempts {
  /** How long a statement waits for a table in use, in milliseconds; other statements wait behind it. */
  readonly timeoutMs: number;
  readonly max: number;
  /** The longest pause between two attempts, in milliseconds. */
  readonly pauseMs: number;
}

/** About two minutes. */
export const lockAttempts: LockAttempts = { timeoutMs: 2000, max: 30, pauseMs: 4000 };

/** Between two attempts to become the process that migrates. */
const turnMs = 500;
/** Less than the time limit for an idle transaction. */
const keepAliveMs = 15_000;

/** `pool` needs three connections. */
export const createMigrationSupport = (pool: Pool, attempts = lockAttempts): MigrationSupport => ({
  alone: (work, onWait) => alone(pool, work, onWait),
  retrying: (work, onWait) => retrying(work, onWait, attempts),
  limitLocks: (sql) => sql.script(`set local lock_timeout = ${attempts.timeoutMs}`),
  async holdWrites(sql, migration) {
    // Each write locks its organization's row first.
    if (/^alter table/m.test(migration)) await sql.script("lock table organization_heads in exclusive mode");
  },
  concurrentIndexes: (migration) => concurrentIndexes(pool, migration),
});

/**
 * Holds a lock on the table `migrations` that conflicts only with itself, and with an `alter table` of this table, which no
 * migration may contain. It is asked for and not waited for: the snapshot of a waiting statement would keep a concurrent index of
 * the other process from being finished. A process that stops loses the lock with its idle transaction.
 */
async function alone(pool: Pool, work: () => Promise<void>, onWait: () => void): Promise<void> {
  const client = await pool.connect();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  client.on("error", lost.reject);
  let isBroken = true;
  try {
    if (!(await isLocked(client))) {
      onWait();
      while (!(await isLocked(client))) await setTimeout(turnMs);
    }
    const keepAlive = setInterval(() => client.query("select 1").catch(lost.reject), keepAliveMs);
    await Promise.race([work(), lost.promise]).finally(() => clearInterval(keepAlive));
    await client.query("commit");
    isBroken = false;
  } finally {
    client.off("error", lost.reject);
    client.release(isBroken);
  }
}

async function isLocked(client: PoolClient): Promise<boolean> {
  await client.query("begin");
  try {
    await client.query("lock table migrations in share update exclusive mode nowait");
    return true;
  } catch (error) {
    await client.query("rollback");
    if (sqlStateOf(error) !== lockNotAvailable) throw error;
    return false;
  }
}

async function retrying(
  work: () => Promise<void>,
  onWait: () => void,
  { max, pauseMs }: LockAttempts,
): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      return await work();
    } catch (error) {
      if (count === max || !isLockFailure(sqlStateOf(error))) throw error;
      if (count === 1) onWait();
      await setTimeout(Math.min(pauseMs, 100 * 2 ** count) * (0.5 + Math.random() / 2));
    }
  }
}

export const lockNotAvailable = "55P03";
const deadlockDetected = "40P01";
const isLockFailure = (state: string | undefined): boolean =>
  state === lockNotAvailable || state === deadlockDetected;

/** The SQLSTATE of an error or of its causes. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code;
  return error instanceof Error && error.cause !== undefined ? sqlStateOf(error.cause) : undefined;
}
