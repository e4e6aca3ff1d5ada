import { setImmediate } from "node:timers/promises";
import type { Histogram } from "../../histogram.ts";
import type { OrganizationId } from "../../model.ts";
import type { CommitListener } from "../contract/commit-listener.ts";

/** How long a group may run, in milliseconds, before it yields to the event loop between two writes. */
const sliceMs = 2;

/**
 * How many groups run with savepoints after one that had to be repeated. A savepoint copies every changed page, which costs
 * about a third of a small write.
 */
const isolatedGroups = 50;

/** A transaction that several writes share. */
export interface GroupTransaction {
  begin(): void;
  /**
   * Runs one write without a savepoint. Throws `NotIsolated` when it failed after a change: then the transaction must be
   * rolled back.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Runs one write in a savepoint; when it throws, only its own changes are rolled back. */
  isolate<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the changes of the group visible before it returns. Resolves when they are durable. */
  commit(): Promise<void>;
  rollback(): void;
}

/** A write failed with the error that is the `cause`, and its changes are still in the transaction. */
export class NotIsolated extends Error {}

type Isolation = "run" | "isolate";

interface PendingWrite {
  /** Undefined for a write that concerns no single organization. */
  readonly organizationId: OrganizationId | undefined;
  /** Resolves with a function that settles the write. */
  readonly run: (isolation: Isolation) => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Group commit: writes that wait at the same time share one commit and one disk sync. No write is settled before
 * the group is durable, not even a rejected one, because the rejection can depend on another write of the group.
 *
 * A group runs without savepoints. When one of several writes fails after a change, the group is rolled back and repeated with
 * a savepoint for each write.
 */
export class GroupCommit {
  readonly #transaction: GroupTransaction;
  readonly #sizes: Histogram;
  readonly #sizeMax: number;
  readonly #pending: PendingWrite[] = [];
  readonly #listeners: CommitListener[] = [];
  #draining: Promise<void> | undefined;
  /** How many of the next groups run with savepoints. */
  #isolatedNext = 0;

  /** Each commit adds its number of writes to `sizes`. */
  constructor(transaction: GroupTransaction, sizes: Histogram, sizeMax = 512) {
    this.#transaction = transaction;
    this.#sizes = sizes;
    this.#sizeMax = sizeMax;
  }

  /** Calls the listener in the turn of the event loop in which a commit becomes visible. */
  onCommit(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  write<T>(work: () => Promise<T>, organizationId?: OrganizationId): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = (isolation: Isolation) =>
      this.#transaction[isolation](work).then(
        (result) => () => resolve(result),
        (error) => {
          if (error instanceof NotIsolated) throw error;
          return () => reject(error);
        },
      );
    this.#pending.push({ organizationId, run, fail: reject });
    this.#draining ??= this.#drain();
    return promise;
  }

  /** Resolves when no write is pending. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    do {
      // Requests that arrived in the same turn of the event loop can still join the group.
      await setImmediate();
      await this.#commit(this.#pending.splice(0, this.#sizeMax));
    } while (this.#pending.length > 0);
    this.#draining = undefined;
  }

  async #commit(group: readonly PendingWrite[]): Promise<void> {
    try {
      const settlers = await this.#run(group);
      const committed = this.#transaction.commit();
      this.#notify(group);
      await committed;
      this.#sizes.observe(group.length);
      for (const settle of settlers) settle();
    } catch (error) {
      this.#transaction.rollback();
      for (const { fail } of group) fail(error);
    }
  }

  async #run(group: readonly PendingWrite[]): Promise<(() => void)[]> {
    this.#transaction.begin();
    if (this.#isolatedNext > 0) {
      this.#isolatedNext -= 1;
      return runInSlices(group, "isolate");
    }
    try {
      return await runInSlices(group, "run");
    } catch (error) {
      if (!(error instanceof NotIsolated)) throw error;
      this.#transaction.rollback();
      this.#transaction.begin();
      const [first, ...others] = group;
      if (first !== undefined && others.length === 0) return [() => first.fail(error.cause)];
      this.#isolatedNext = isolatedGroups;
      return runInSlices(group, "isolate");
    }
  }

  #notify(group: readonly PendingWrite[]): void {
    const ids = new Set(group.map(({ organizationId }) => organizationId));
    for (const listener of this.#listeners) for (const id of ids) listener(id);
  }
}

/** Runs the writes in order and yields to the event loop between slices. Returns the function that settles each. */
async function runInSlices(group: readonly PendingWrite[], isolation: Isolation): Promise<(() => void)[]> {
  const settlers: (() => void)[] = [];
  let endsAt = performance.now() + sliceMs;
  for (const { run } of group) {
    if (performance.now() > endsAt) {
      await setImmediate();
      endsAt = performance.now() + sliceMs;
    }
    settlers.push(await run(isolation));
  }
  return settlers;
}
