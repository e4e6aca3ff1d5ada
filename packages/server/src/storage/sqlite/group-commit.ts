import { setImmediate } from "node:timers/promises";
import type { Histogram } from "../../histogram.ts";
import type { OrganizationId } from "../../model.ts";
import type { CommitListener } from "../contract/commit-listener.ts";

/** How long a group may run, in milliseconds, before it yields to the event loop between two writes. */
const sliceMs = 2;

/** A transaction that several writes share. */
export interface GroupTransaction {
  begin(): void;
  /** Runs one write; when it throws, only its own changes are rolled back. */
  isolate<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the changes of the group visible before it returns. Resolves when they are durable. */
  commit(): Promise<void>;
  rollback(): void;
}

interface PendingWrite {
  /** Undefined for a write that concerns no single organization. */
  readonly organizationId: OrganizationId | undefined;
  readonly run: () => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Group commit: writes that wait at the same time share one commit and one disk sync. No write is settled before
 * the group is durable, not even a rejected one, because the rejection can depend on another write of the group.
 */
export class GroupCommit {
  readonly #transaction: GroupTransaction;
  readonly #sizes: Histogram;
  readonly #sizeMax: number;
  readonly #pending: PendingWrite[] = [];
  readonly #listeners: CommitListener[] = [];
  #draining: Promise<void> | undefined;

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
    const run = () =>
      this.#transaction.isolate(work).then(
        (result) => () => resolve(result),
        (error) => () => reject(error),
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
      this.#transaction.begin();
      const settlers = await runInSlices(group);
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

  #notify(group: readonly PendingWrite[]): void {
    const ids = new Set(group.map(({ organizationId }) => organizationId));
    for (const listener of this.#listeners) for (const id of ids) listener(id);
  }
}

/** Runs the writes in order and yields to the event loop between slices. Returns the function that settles each. */
async function runInSlices(group: readonly PendingWrite[]): Promise<(() => void)[]> {
  const settlers: (() => void)[] = [];
  let endsAt = performance.now() + sliceMs;
  for (const { run } of group) {
    if (performance.now() > endsAt) {
      await setImmediate();
      endsAt = performance.now() + sliceMs;
    }
    settlers.push(await run());
  }
  return settlers;
}
