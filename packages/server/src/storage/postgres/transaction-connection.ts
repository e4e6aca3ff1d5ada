import type { Pool, PoolClient, QueryConfig, QueryResult } from "pg";
import type { OrganizationId } from "../../model.ts";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { EngineStats } from "../engine-stats.ts";
import type { Sql } from "../sql.ts";
import { isAfterFailure, isStalePlan } from "./postgres-errors.ts";
import { type Parts, PostgresSql, rethrow, statementName } from "./postgres-sql.ts";

const lockHead = "select seq from organization_heads where organization_id = $1 for update";

/** A checked-out connection, from begin to release. Its statements are pipelined: sent at once, answered in order. */
export class TransactionConnection {
  /** Rejects when the connection is lost, which a work that waits for something else would not notice. */
  readonly lost: Promise<never>;
  readonly #client: PoolClient;
  readonly #stats: EngineStats;
  readonly #onLost: (error: Error) => void;
  readonly #parts: Parts = { count: 0 };
  #isUnsynced = false;
  #isEnded = false;
  #hasFailedToBegin = false;
  #failure: unknown;
  /** The statements sent one after the other because each waited for an answer: the network's part of the duration. */
  #roundTrips = 0;

  private constructor(client: PoolClient, stats: EngineStats) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(ignore);
    this.lost = promise;
    this.#client = client;
    this.#stats = stats;
    this.#onLost = (cause) => reject(new StorageUnavailable("the connection was lost", { cause }));
    client.on("error", this.#onLost);
    client.on("notice", this.#onNotice);
  }

  static async open(pool: Pool, stats: EngineStats): Promise<TransactionConnection> {
    return new TransactionConnection(await pool.connect().catch(rethrow), stats);
  }

  /**
   * Locks the organization's head, so that its transactions are serialized. Without `begin`, which an administrator can
   * cancel, every statement would commit on its own.
   */
  async begin(organizationId: OrganizationId | undefined): Promise<void> {
    const begun = this.#send("begin").catch((error) => {
      this.#hasFailedToBegin = true;
      throw error;
    });
    const lock = { name: statementName(lockHead), text: lockHead, values: [organizationId] };
    const locked = organizationId === undefined ? undefined : this.#send(lock);
    locked?.catch(ignore);
    // In this order: after a failure of `begin`, that of the lock is a consequence.
    await begun.catch(rethrow);
    await locked?.catch(rethrow);
  }

  /**
   * Runs one write. None of its statements is sent afterwards, not even by a work that did not wait for all of its queries.
   * Returns the promise of those that it deferred.
   */
  async runWrite<T>(work: (sql: Sql) => Promise<T>): Promise<{ outcome: T; deferred: Promise<void> }> {
    let isOver = false;
    const query = async (statement: string | QueryConfig) => {
      if (isOver || this.#isEnded) throw new Error("a statement after the end of its transaction");
      if (this.#hasFailedToBegin) throw new StorageUnavailable("the transaction did not begin");
      return this.#send(statement).catch((error) => {
        throw this.#causeOf(error);
      });
    };
    const sql = new PostgresSql({ query }, rethrow, this.#parts);
    try {
      const outcome = await work(sql);
      await sql.sent();
      const deferred = sql.settled();
      deferred.catch(ignore);
      return { outcome, deferred };
    } finally {
      isOver = true;
    }
  }

  /** Sends a statement of the transaction's control, such as `savepoint`. */
  async control(text: string): Promise<void> {
    await this.#send(text).catch(rethrow);
    this.#failure = undefined;
  }

  /** When the response to COMMIT is lost, the outcome is unknown; only a retry with the idempotency key can tell. */
  async commit(): Promise<void> {
    const { command } = await this.#send("commit").catch(rethrow);
    if (command !== "COMMIT") throw new StorageUnavailable("the transaction was rolled back");
    if (this.#isUnsynced) throw new StorageUnavailable("the commit was not confirmed by a standby");
  }

  release(): void {
    this.#end();
    this.#client.release();
  }

  /** Rolls back. Closes the connection when that fails, the server was unavailable, or its statements are stale. */
  async abandon(reason: unknown): Promise<void> {
    const isUsable = await this.#send("rollback").then(
      () => true,
      () => false,
    );
    this.#end();
    this.#client.release(!isUsable || reason instanceof StorageUnavailable || isStalePlan(reason));
  }

  async #send(statement: string | QueryConfig): Promise<QueryResult> {
    this.#stats.cost.statements += 1;
    const position = this.#roundTrips + 1;
    const answered = () => {
      this.#roundTrips = Math.max(this.#roundTrips, position);
    };
    const result = this.#client.query(statement);
    result.then(answered, answered);
    return result;
  }

  /** Pipelined statements after a failed one fail too, without the cause: report the first failure instead. */
  #causeOf(error: unknown): unknown {
    this.#failure ??= error;
    return isAfterFailure(error) ? this.#failure : error;
  }

  #end(): void {
    this.#isEnded = true;
    this.#stats.cost.roundTrips += this.#roundTrips;
    this.#client.off("error", this.#onLost);
    this.#client.off("notice", this.#onNotice);
  }

  /** PostgreSQL reports success for a cancelled wait for a standby; only this notice reveals it. */
  readonly #onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes("canceling wait for synchronous replication")) this.#isUnsynced = true;
  };
}

const ignore = (): void => {};
