import { setTimeout } from "node:timers/promises";

/**
 * Wakes the readers of the change feed when this process commits. Commits of other processes are found by polling,
 * so a missed notification delays an event and never loses it.
 */
export class CommitNotifier {
  #next = Promise.withResolvers<void>();

  notify(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }

  /**
   * Resolves at the next commit. Must be called before the database is read, so that a commit between the read and
   * the wait is not missed.
   */
  nextCommit(): Promise<void> {
    return this.#next.promise;
  }
}

/** Resolves when `nextCommit` does, after `timeoutMs`, or when the signal is aborted. */
export async function waitForCommit(
  nextCommit: Promise<void>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(timeoutMs, undefined, { signal: AbortSignal.any([signal, stop.signal]) });
  await Promise.race([nextCommit, timer.catch(() => {})]);
  stop.abort();
}
