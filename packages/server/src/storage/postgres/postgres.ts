import { setTimeout } from "node:timers/promises";
import { type ClientBase, Pool, type PoolConfig, type QueryConfig, types } from "pg";
import type { ConnectionStats } from "../contract/stats.ts";
import { StorageNotDurable, StorageReadOnly, StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { Engine } from "../engine.ts";
import { createStats } from "../engine-stats.ts";
import { explainConnectionError } from "./connection-error.ts";
import { parseConnectionUrl } from "./connection-url.ts";
import { DurabilityWatch, durabilityCheckMs, type OnDurability } from "./durability-watch.ts";
import { raceNames } from "./postgres-errors.ts";
import { checkServer } from "./postgres-server.ts";
import { isReadOnlyText, PostgresSql, repeatingStale, rethrowRead } from "./postgres-sql.ts";
import { clientOf } from "./server-list.ts";
import { type SessionLimits, startSession } from "./session.ts";
import { requireSessions } from "./session-pooling.ts";
import { Transactions } from "./transactions.ts";

/** Less than the timeout of a load balancer's health check. */
export const pingTimeoutMs = 2000;

export const sessionLimits: SessionLimits = {
  statement_timeout: 10_000,
  lock_timeout: 3000,
  // A process that stops between two statements holds the lock of its organization: less than lock_timeout.
  idle_in_transaction_session_timeout: 2000,
};

export const poolSettings = {
  max: 20,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  // statement_timeout does not limit a COMMIT that waits for a standby; this does, by closing the socket.
  query_timeout: 15_000,
  pipeline: true,
  application_name: "whoseline",
};

/**
 * Connects to PostgreSQL 15 or newer. Throws when the server is unsuitable; with `isStrict`, also when its
 * configuration could lose acknowledged writes.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Engine> {
  const pool = createPool(url);
  const engine = createPostgresEngine(pool);
  const { isStrict = false } = options;
  try {
    await requireSessions(pool, sessionPairs);
    const warnings = await checkServer(engine.reader, isStrict);
    return { ...(isStrict ? await watched(engine, pool, options) : engine), warnings };
  } catch (error) {
    await engine.close();
    throw explainConnectionError(error, url);
  }
}

/** The engine while the server is as durable as the strict mode requires; `ping` rejects when it is not. */
async function watched(
  engine: Engine,
  pool: Pool,
  { onDurability = ignore, durabilityMs = durabilityCheckMs }: PostgresOptions,
): Promise<Engine> {
  const watch = new DurabilityWatch(engine.reader, onDurability, durabilityMs);
  await watch.check();
  pool.on("connect", () => void watch.check());
  return {
    ...engine,
    async ping() {
      await engine.ping();
      if (watch.violations.length > 0) throw new StorageNotDurable(watch.violations.join(" "));
    },
    async close() {
      await watch.close();
      await engine.close();
    },
  };
}

export interface PostgresOptions {
  readonly isStrict?: boolean | undefined;
  /** Called when the server becomes less durable than the strict mode requires, and when it is as durable again. */
  readonly onDurability?: OnDurability | undefined;
  /** The time between two checks, for tests. */
  readonly durabilityMs?: number | undefined;
}

/** How many pairs of connections the start compares. */
const sessionPairs = 3;

/** `changes` override the settings and the limits, for tests. Throws for a URL with an unknown parameter. */
export function createPool(url: string, changes: PoolConfig = {}): Pool {
  const { limits, settings } = withoutLimits(changes);
  const parsed = parseConnectionUrl(url);
  const config = {
    ...poolSettings,
    connectionString: parsed.servers[0],
    types: { getTypeParser },
    onConnect: (client: ClientBase) => startSession(client, limits),
  };
  const isPlain = parsed.servers.length === 1 && !parsed.requiresWritable;
  const several = isPlain ? {} : { Client: clientOf(parsed, poolSettings) };
  const pool = new Pool({ ...config, ...several, ...settings } as PoolConfig);
  // The pool replaces a broken idle connection; without a listener the error would end the process.
  pool.on("error", ignore);
  return pool;
}

function withoutLimits({
  statement_timeout,
  lock_timeout,
  idle_in_transaction_session_timeout,
  ...settings
}: PoolConfig): { limits: SessionLimits; settings: PoolConfig } {
  const changes = { statement_timeout, lock_timeout, idle_in_transaction_session_timeout };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { limits: { ...sessionLimits, ...Object.fromEntries(given) }, settings };
}

/** Creates the engine of a pool. Tests pass pools that fail on purpose. */
export function createPostgresEngine(pool: Pool): Engine {
  const stats = createStats(raceNames, () => connectionsOf(pool));
  const transactions = new Transactions(pool, stats);
  const reader = new PostgresSql(repeatingStale(pool), rethrowRead);
  return {
    name: "postgres",
    warnings: [],
    stats,
    reader,
    transaction: (work, organizationId) => transactions.run(work, organizationId),
    ping: createPing(pool),
    async close() {
      await transactions.settled();
      await pool.end();
    },
  };
}

/**
 * Pings that overlap share one query, so that a server that does not respond costs one connection. Each has its own
 * time limit.
 */
function createPing(pool: Pool): () => Promise<void> {
  let query: Promise<void> | undefined;
  const run = async () => {
    // `query_timeout` closes the connection; the types lack it.
    const request = { text: isReadOnlyText, query_timeout: pingTimeoutMs } as QueryConfig;
    const { rows } = await pool.query<{ isReadOnly: boolean }>(request).catch(rethrowRead);
    if (rows[0]?.isReadOnly) throw new StorageReadOnly();
  };
  return async () => {
    query ??= run().finally(() => {
      query = undefined;
    });
    const timeout = new AbortController();
    try {
      await Promise.race([query, rejectAfterTimeout(timeout.signal)]);
    } finally {
      timeout.abort();
    }
  };
}

async function rejectAfterTimeout(signal: AbortSignal): Promise<void> {
  await setTimeout(pingTimeoutMs, undefined, { signal }).catch(ignore);
  if (!signal.aborted) throw new StorageUnavailable(`PostgreSQL did not respond within ${pingTimeoutMs} ms`);
}

const connectionsOf = ({ totalCount, idleCount, waitingCount }: Pool): ConnectionStats => ({
  busy: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
});

/** Parses bigint as a number: all values are counters or milliseconds, far below 2^53. */
const getTypeParser = ((oid: number, format?: "text" | "binary") =>
  oid === types.builtins.INT8
    ? Number
    : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser;

const ignore = (): void => {};
