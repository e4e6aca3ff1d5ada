import { setTimeout as startTimer } from "node:timers";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Pool } from "pg";
import type { OrganizationId } from "../../model.ts";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { EngineStats } from "../engine-stats.ts";
import type { Sql } from "../sql.ts";
import { isStalePlan, lostRace } from "./postgres-errors.ts";
import { TransactionConnection } from "./transaction-connection.ts";

/** Attempts of a write that keeps losing races, and the base of the exponential back-off. */
const attemptsMax = 8;
const backoffMs = 10;
/** More than a pool has: each attempt of which the connection is stale closes it. */
const connectionsMax = 50;

/**
 * Writes per commit. PostgreSQL keeps 64 subtransactions of a transaction in memory, and other processes wait for the
 * organization meanwhile.
 */
const groupMax = 32;

/** How long a write waits for the groups before it, in milliseconds: as long as for the lock of another process. */
const waitMaxMs = 3000;

type Work = (sql: Sql) => Promise<unknown>;

interface PendingWrite {
  readonly work: Work;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The transactions of one pool. READ COMMITTED is sufficient: uniqueness is a constraint, and transactions of one
 * organization are serialized by a lock on its head row, so that each statement sees all changes of earlier transactions.
 *
 * Group commit: writes of one organization that wait at the same time share a transaction, one savepoint each. No write is
 * settled before the commit, not even a rejected one, because the rejection can depend on another write of the group.
 */
export class Transactions {
  readonly #pool: Pool;
  readonly #stats: EngineStats;
  readonly #inFlight = new Set<Promise<unknown>>();
  /** By organization, while one of its groups runs. */
  readonly #pending = new Map<OrganizationId, PendingWrite[]>();

  constructor(pool: Pool, stats: EngineStats) {
    this.#pool = pool;
    this.#stats = stats;
  }

  /** Repeats the complete work after a lost race, with jittered exponential back-off. */
  run<T>(work: (sql: Sql) => Promise<T>, organizationId?: OrganizationId): Promise<T> {
    const attempt = () =>
      organizationId === undefined ? this.#commitOne(work) : this.#join(work, organizationId);
    const done = this.#withRetries(attempt as () => Promise<T>);
    const settled: Promise<unknown> = done.then(ignore, ignore).then(() => this.#inFlight.delete(settled));
    this.#inFlight.add(settled);
    return done;
  }

  /** Resolves when the transactions that run now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  async #withRetries<T>(attempt: () => Promise<T>): Promise<T> {
    const { retries } = this.#stats;
    let lost = 0;
    for (let count = 1; count < connectionsMax; count++) {
      try {
        return await attempt();
      } catch (error) {
        const race = lostRace(error);
        if (race === undefined) throw error;
        retries[race] = (retries[race] ?? 0) + 1;
        if (isStalePlan(error)) continue;
        lost += 1;
        if (lost === attemptsMax) throw lostTooMany(error);
        await setTimeout(Math.random() * backoffMs * 2 ** lost);
      }
    }
    return attempt();
  }

  #join(work: Work, organizationId: OrganizationId): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers();
    const pending = this.#pending.get(organizationId);
    const write = { work, resolve, reject };
    if (pending !== undefined) return this.#wait(write, pending, promise);
    this.#pending.set(organizationId, [write]);
    void this.#drain(organizationId);
    return promise;
  }

  /** Rejects the write when it is not in a group in time, for instance because the server does not respond. */
  async #wait<T>(write: PendingWrite, pending: PendingWrite[], settled: Promise<T>): Promise<T> {
    pending.push(write);
    const timer = startTimer(() => {
      const index = pending.indexOf(write);
      if (index < 0) return;
      pending.splice(index, 1);
      write.reject(new StorageUnavailable("earlier writes of the organization did not end in time"));
    }, waitMaxMs);
    return settled.finally(() => clearTimeout(timer));
  }

  async #drain(organizationId: OrganizationId): Promise<void> {
    const pending = this.#pending.get(organizationId) ?? [];
    do {
      // Requests that arrived in the same turn of the event loop can still join the group.
      await setImmediate();
      const group = pending.splice(0, groupMax);
      if (group.length > 1) await this.#commitGroup(group, organizationId);
      else await this.#commitEach(group, organizationId);
    } while (pending.length > 0);
    this.#pending.delete(organizationId);
  }

  async #commitEach(writes: readonly PendingWrite[], organizationId: OrganizationId): Promise<void> {
    for (const { work, resolve, reject } of writes)
      await this.#commitOne(work, organizationId).then(resolve, reject);
  }

  /** A failure after which the database is available concerns one write only: then each gets its own transaction. */
  async #commitGroup(group: readonly PendingWrite[], organizationId: OrganizationId): Promise<void> {
    try {
      const settlers = await this.#inTransaction(organizationId, (connection) => runGroup(connection, group));
      this.#stats.groups.observe(group.length);
      for (const settle of settlers) settle();
    } catch (error) {
      if (error instanceof StorageUnavailable) for (const { reject } of group) reject(error);
      else await this.#commitEach(group, organizationId);
    }
  }

  async #commitOne(work: Work, organizationId?: OrganizationId): Promise<unknown> {
    const result = await this.#inTransaction(organizationId, async (connection) => {
      const { outcome, deferred } = await connection.runWrite(work);
      return { outcome, unanswered: [deferred] };
    });
    this.#stats.groups.observe(1);
    return result;
  }

  /**
   * Sends the first statements of `run` in the same round trip as begin and lock. When begin fails, its error is the cause
   * of any error of `run`.
   */
  async #inTransaction<T>(
    organizationId: OrganizationId | undefined,
    run: (connection: TransactionConnection) => Promise<Ready<T>>,
  ): Promise<T> {
    const connection = await TransactionConnection.open(this.#pool, this.#stats);
    try {
      const [begun, done] = await Promise.allSettled([
        connection.begin(organizationId),
        Promise.race([run(connection), connection.lost]),
      ]);
      if (begun.status === "rejected") throw begun.reason;
      if (done.status === "rejected") throw done.reason;
      const { outcome, unanswered } = done.value;
      // A statement that fails makes the commit behind it a rollback; its error is the cause.
      await allInOrder([...unanswered, connection.commit()]);
      connection.release();
      return outcome;
    } catch (error) {
      await connection.abandon(error);
      throw error;
    }
  }
}

const lostTooMany = (cause: unknown) =>
  new StorageUnavailable("the transaction lost too many races", { cause });

/** What a transaction commits. */
interface Ready<T> {
  readonly outcome: T;
  /** The statements that are sent and not answered. */
  readonly unanswered: readonly Promise<void>[];
}

/** Waits for all; throws the error of the first in the list that rejected. */
async function allInOrder(promises: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises))
    if (result.status === "rejected") throw result.reason;
}

/** Runs the writes in order. Returns the function that settles each after the commit. */
async function runGroup(
  connection: TransactionConnection,
  group: readonly PendingWrite[],
): Promise<Ready<(() => void)[]>> {
  const settlers: (() => void)[] = [];
  const unanswered: Promise<void>[] = [];
  const later = (promise: Promise<void>) => {
    promise.catch(ignore);
    unanswered.push(promise);
  };
  for (const [index, { work, resolve, reject }] of group.entries()) {
    // Each has its own name: after a failure, no later write may return to the savepoint of an earlier one.
    const savepoint = `write_${index}`;
    later(connection.control(`savepoint ${savepoint}`));
    const [run] = await Promise.allSettled([connection.runWrite(work)]);
    if (run.status === "fulfilled") {
      later(run.value.deferred);
      later(connection.control(`release ${savepoint}`));
      settlers.push(() => resolve(run.value.outcome));
    } else if (isStalePlan(run.reason)) {
      throw run.reason;
    } else {
      await connection.control(`rollback to ${savepoint}; release ${savepoint}`);
      settlers.push(() => reject(run.reason));
    }
  }
  return { outcome: settlers, unanswered };
}

const ignore = (): void => {};
