import { setTimeout } from "node:timers/promises";
import { Pool, type PoolClient, type PoolConfig, types } from "pg";
import type { OrganizationId } from "../../model.ts";
import type { ConnectionStats } from "../contract/stats.ts";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { Engine } from "../engine.ts";
import { createStats, type EngineStats } from "../engine-stats.ts";
import type { Sql } from "../sql.ts";
import { isAfterFailure, lostRace, raceNames } from "./postgres-errors.ts";
import { checkServer } from "./postgres-server.ts";
import { PostgresSql, rethrow, rethrowRead } from "./postgres-sql.ts";

/** How often a transaction that lost a race is run again, and the longest wait before the first repeat. */
const attemptsMax = 8;
const backoffMs = 10;

const settings: PoolConfig = {
  max: 20,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: 10_000,
  lock_timeout: 3000,
  idle_in_transaction_session_timeout: 10_000,
  // statement_timeout does not bound a COMMIT that waits for a standby; this does, by dropping the socket.
  query_timeout: 15_000,
  pipeline: true,
  application_name: "whoseline",
} as PoolConfig;

/**
 * Connects to PostgreSQL 15 or newer. Rejects with a sentence when it cannot; and, when strict, when the server
 * could lose what it has acknowledged.
 */
export async function openPostgres(url: string, isStrict = false): Promise<Engine> {
  const engine = createPostgresEngine(createPool(url));
  try {
    return { ...engine, warnings: await checkServer(engine.reader, isStrict) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** `changes` are for tests that cannot wait as long as a request may. */
export function createPool(url: string, changes: PoolConfig = {}): Pool {
  const pool = new Pool({ ...settings, connectionString: url, types: { getTypeParser }, ...changes });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", ignore);
  return pool;
}

/** The engine over a pool of connections; tests give one that fails on purpose. */
export function createPostgresEngine(pool: Pool): Engine {
  const underWay = new Set<Promise<unknown>>();
  const stats = createStats(raceNames, () => connectionsOf(pool));
  const reader = new PostgresSql(pool, rethrowRead);
  return {
    name: "postgres",
    warnings: [],
    stats,
    reader,
    transaction(work, organizationId) {
      const done = withRetries(stats, () => transact(pool, work, organizationId));
      const settled: Promise<unknown> = done.then(ignore, ignore).then(() => underWay.delete(settled));
      underWay.add(settled);
      return done;
    },
    async ping() {
      await reader.first("select 1");
    },
    async close() {
      await Promise.all(underWay);
      await pool.end();
    },
  };
}

const connectionsOf = ({ totalCount, idleCount, waitingCount }: Pool): ConnectionStats => ({
  busy: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
});

/** PostgreSQL's bigint is read as a number: ours are counters and milliseconds, far below 2^53. */
const getTypeParser = ((oid: number, format?: "text" | "binary") =>
  oid === types.builtins.INT8
    ? Number
    : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser;

/** Runs the whole transaction again, decisions included, when it lost a race; with jitter, and not for ever. */
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
        throw new StorageUnavailable("the transaction kept losing races", { cause: error });
      retries[race] = (retries[race] ?? 0) + 1;
      await setTimeout(Math.random() * backoffMs * 2 ** count);
    }
  }
}

/**
 * READ COMMITTED: uniqueness is a constraint, and works of one organization queue on its head row, so that each
 * statement sees all that the works before it did.
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
 * The work's first statements travel with the begin and the lock and are answered after them. A begin that
 * failed is the reason for whatever became of the work.
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

/** One checked-out connection, from begin to its release. */
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
            name: "lock",
            text: "select seq from organization_heads where organization_id = $1 for update",
            values: [organizationId],
          });
    await Promise.all([begun, locked]).catch(rethrow);
  }

  /** When the answer to COMMIT is lost, nobody knows whether it took effect; only the idempotency key can tell. */
  async commit(): Promise<void> {
    const { command } = await this.#client.query("commit").catch(rethrow);
    if (command !== "COMMIT") throw new StorageUnavailable("the transaction was rolled back");
    if (this.#isUnsynced) throw new StorageUnavailable("the commit was not confirmed by a standby");
  }

  release(): void {
    this.#forget();
    this.#client.release();
  }

  /** Rolls back. A connection that cannot do that, or whose server could not serve, is dropped. */
  async abandon(reason: unknown): Promise<void> {
    const isSound = await this.#client.query("rollback").then(
      () => true,
      () => false,
    );
    this.#forget();
    this.#client.release(!isSound || reason instanceof StorageUnavailable);
  }

  /** Statements sent behind the one that failed fail with it, and say nothing of why. */
  #causeOf(error: unknown): unknown {
    this.#failure ??= error;
    return isAfterFailure(error) ? this.#failure : error;
  }

  #forget(): void {
    this.#client.off("error", ignore);
    this.#client.off("notice", this.#onNotice);
  }

  /** The server reports success when a wait for a standby is cancelled; only this notice tells the truth. */
  readonly #onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes("canceling wait for synchronous replication")) this.#isUnsynced = true;
  };
}

const ignore = (): void => {};
