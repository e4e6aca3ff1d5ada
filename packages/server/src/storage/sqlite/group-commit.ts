import { setImmediate } from "node:timers/promises";
import type { Histogram } from "../../histogram.ts";

/** How long a group keeps everything else of the process waiting, at most, but for one work. */
const sliceMs = 2;

/** How one engine begins, undoes a part of, and durably ends a transaction that several works share. */
export interface GroupTransaction {
  begin(): void;
  /** Runs one work; when it throws, only its own changes are undone. */
  isolate<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when the changes of the whole group are durable. */
  commit(): Promise<void>;
  rollback(): void;
}

interface PendingWrite {
  readonly run: () => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Writes that wait at the same time share one commit and one sync of the disk. Nobody is answered, not even
 * with a refusal, before the group is durable: a refusal may rest on what another work of the group did.
 */
export class GroupCommit {
  readonly #transaction: GroupTransaction;
  readonly #sizes: Histogram;
  readonly #sizeMax: number;
  readonly #waiting: PendingWrite[] = [];
  #drained: Promise<void> | undefined;

  /** `sizes` is told how many works each commit had. */
  constructor(transaction: GroupTransaction, sizes: Histogram, sizeMax = 512) {
    this.#transaction = transaction;
    this.#sizes = sizes;
    this.#sizeMax = sizeMax;
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = () =>
      this.#transaction.isolate(work).then(
        (result) => () => resolve(result),
        (error) => () => reject(error),
      );
    this.#waiting.push({ run, fail: reject });
    this.#drained ??= this.#drain();
    return promise;
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#drained;
  }

  async #drain(): Promise<void> {
    do {
      // The requests that arrived in the same turn of the event loop may still join the group.
      await setImmediate();
      await this.#commit(this.#waiting.splice(0, this.#sizeMax));
    } while (this.#waiting.length > 0);
    this.#drained = undefined;
  }

  async #commit(group: readonly PendingWrite[]): Promise<void> {
    try {
      this.#transaction.begin();
      const answers = await runInSlices(group);
      await this.#transaction.commit();
      this.#sizes.observe(group.length);
      for (const answer of answers) answer();
    } catch (error) {
      this.#transaction.rollback();
      for (const { fail } of group) fail(error);
    }
  }
}

/** One after another; between two turns the event loop serves what has nothing to do with the transaction. */
async function runInSlices(group: readonly PendingWrite[]): Promise<(() => void)[]> {
  const answers: (() => void)[] = [];
  let endsAt = performance.now() + sliceMs;
  for (const { run } of group) {
    if (performance.now() > endsAt) {
      await setImmediate();
      endsAt = performance.now() + sliceMs;
    }
    answers.push(await run());
  }
  return answers;
}
