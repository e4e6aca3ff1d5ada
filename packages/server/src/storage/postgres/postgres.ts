import { setTimeout } from "node:timers/promises";
import { Pool, type PoolClient, type PoolConfig, type QueryConfig, types } from "pg";
import type { OrganizationId } from "../../model.ts";
import type { ConnectionStats } from "../contract/stats.ts";
import { StorageReadOnly, StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { Engine } from "../engine.ts";
import { createStats, type EngineStats } from "../engine-stats.ts";
import type { Sql } from "../sql.ts";
import { explainConnectionError } from "./connection-error.ts";
import { isAfterFailure, lostRace, raceNames } from "./postgres-errors.ts";
import { checkServer } from "./postgres-server.ts";
import { PostgresSql, rethrow, rethrowRead, statementName } from "./postgres-sql.ts";

/** Attempts of a transaction that keeps losing races, and the base of the exponential back-off. */
const attemptsMax = 8;
const backoffMs = 10;

/** Less than the timeout of a load balancer's health check. */
export const pingTimeoutMs = 2000;

const lockHead = "select seq from organization_heads where organization_id = $1 for update";

export const poolSettings = {
  max: 20,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: 10_000,
  lock_timeout: 3000,
  // A process that stops between two statements holds the lock of its organization: less than lock_timeout.
  idle_in_transaction_session_timeout: 2000,
  // statement_timeout does not limit a COMMIT that waits for a standby; this does, by closing the socket.
  query_timeout: 15_000,
  pipeline: true,
  application_name: "whoseline",
};

/**
 * Connects to PostgreSQL 15 or newer. Throws when the server is unsuitable; with `isStrict`, also when its
 * configuration could lose acknowledged writes.
 */
export async function openPostgres(url: string, isStrict = false): Promise<Engine> {
  const engine = createPostgresEngine(createPool(url));
  try {
    return { ...engine, warnings: await checkServer(engine.reader, isStrict) };
  } catch (error) {
    await engine.close();
    throw explainConnectionError(error, url);
  }
}

/** `changes` override the settings, for tests. */
export function createPool(url: string, changes: PoolConfig = {}): Pool {
  const pool = new Pool({ ...poolSettings, connectionString: url, types: { getTypeParser }, ...changes });
  // The pool replaces a broken idle connection; without a listener the error would end the process.
  pool.on("error", ignore);
  return pool;
}

/** Creates the engine of a pool. Tests pass pools that fail on purpose. */
export function createPostgresEngine(pool: Pool): Engine {
  const inFlight = new Set<Promise<unknown>>();
  const stats = createStats(raceNames, () => connectionsOf(pool));
  const reader = new PostgresSql(pool, rethrowRead);
  return {
    name: "postgres",
    warnings: [],
    stats,
    reader,
    transaction(work, organizationId) {
      const done = withRetries(stats, () => transact(pool, work, organizationId));
      const settled: Promise<unknown> = done.then(ignore, ignore).then(() => inFlight.delete(settled));
      inFlight.add(settled);
      return done;
    },
    ping: createPing(pool, reader.readOnlyCondition),
    async close() {
      await Promise.all(inFlight);
      await pool.end();
    },
  };
}

/**
 * Pings that overlap share one query, so that a server that does not respond costs one connection. Each has its own
 * time limit.
 */
function createPing(pool: Pool, readOnlyCondition: string): () => Promise<void> {
  const text = `select ${readOnlyCondition} as "isReadOnly"`;
  let query: Promise<void> | undefined;
  const run = async () => {
    // `query_timeout` closes the connection; the types lack it.
    const request = { text, query_timeout: pingTimeoutMs } as QueryConfig;
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

/** Retries the complete transaction after a lost race, with jittered exponential back-off. */
async function withRetries<T>({ groups, retries }: EngineStats, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      const result = await attempt();
      groups.observe(1);
      return result;
    } catch (error) {
      const race = lostRace(error);
      if (race === undefined) throw error;
      if (count === attemptsMax)
        throw new StorageUnavailable("the transaction lost too many races", { cause: error });
      retries[race] = (retries[race] ?? 0) + 1;
      await setTimeout(Math.random() * backoffMs * 2 ** count);
    }
  }
}

/**
 * READ COMMITTED is sufficient: uniqueness is a constraint, and transactions of one organization are serialized by a
 * lock on its head row, so that each statement sees all changes of earlier transactions.
 */
async function transact<T>(
  pool: Pool,
  work: (sql: Sql) => Promise<T>,
  organizationId: OrganizationId | undefined,
): Promise<T> {
  const connection = await Connection.open(pool);
  try {
    const result = await beginAndRun(connection, work, organizationId);
    await connection.commit();
    connection.release();
    return result;
  } catch (error) {
    await connection.abandon(error);
    throw error;
  }
}

/**
 * Sends the first statements of `work` in the same round trip as begin and lock (pipelining). When begin fails, its
 * error is the cause of any error of `work`.
 */
async function beginAndRun<T>(
  connection: Connection,
  work: (sql: Sql) => Promise<T>,
  organizationId: OrganizationId | undefined,
): Promise<T> {
  const [begun, done] = await Promise.allSettled([
    connection.begin(organizationId),
    work(new PostgresSql(connection)),
  ]);
  if (begun.status === "rejected") throw begun.reason;
  if (done.status === "rejected") throw done.reason;
  return done.value;
}

/** A checked-out connection, from begin to release. */
class Connection {
  readonly #client: PoolClient;
  #isUnsynced = false;
  #failure: unknown;

  private constructor(client: PoolClient) {
    this.#client = client;
    client.on("error", ignore);
    client.on("notice", this.#onNotice);
  }

  static async open(pool: Pool): Promise<Connection> {
    return new Connection(await pool.connect().catch(rethrow));
  }

  readonly query = (async (...query: Parameters<PoolClient["query"]>) => {
    try {
      return await this.#client.query(...query);
    } catch (error) {
      throw this.#causeOf(error);
    }
  }) as PoolClient["query"];

  async begin(organizationId: OrganizationId | undefined): Promise<void> {
    const begun = this.#client.query("begin");
    const locked =
      organizationId === undefined
        ? undefined
        : this.#client.query({
            name: statementName(lockHead),
            text: lockHead,
            values: [organizationId],
          });
    await Promise.all([begun, locked]).catch(rethrow);
  }

  /** When the response to COMMIT is lost, the outcome is unknown; only a retry with the idempotency key can tell. */
  async commit(): Promise<void> {
    const { command } = await this.#client.query("commit").catch(rethrow);
    if (command !== "COMMIT") throw new StorageUnavailable("the transaction was rolled back");
    if (this.#isUnsynced) throw new StorageUnavailable("the commit was not confirmed by a standby");
  }

  release(): void {
    this.#removeListeners();
    this.#client.release();
  }

  /** Rolls back. Closes the connection when that fails or the server was unavailable. */
  async abandon(reason: unknown): Promise<void> {
    const isUsable = await this.#client.query("rollback").then(
      () => true,
      () => false,
    );
    this.#removeListeners();
    this.#client.release(!isUsable || reason instanceof StorageUnavailable);
  }

  /** Pipelined statements after a failed one fail too, without the cause: report the first failure instead. */
  #causeOf(error: unknown): unknown {
    this.#failure ??= error;
    return isAfterFailure(error) ? this.#failure : error;
  }

  #removeListeners(): void {
    this.#client.off("error", ignore);
    this.#client.off("notice", this.#onNotice);
  }

  /** PostgreSQL reports success for a cancelled wait for a standby; only this notice reveals it. */
  readonly #onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes("canceling wait for synchronous replication")) this.#isUnsynced = true;
  };
}

const ignore = (): void => {};
