import { setTimeout } from "node:timers/promises";

/**
 * Tells those who follow the change feed that this process has committed something. What other processes commit
 * is found by asking the database again after a while, so a missed call costs a delay and never an event.
 */
export class CommitNotifier {
  #wake = Promise.withResolvers<void>();

  notify(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers<void>();
    resolve();
  }

  /** Taken before the database is asked, so that a commit in between is not slept over. */
  nextCommit(): Promise<void> {
    return this.#wake.promise;
  }
}

/** Resolves when something was committed here, after `waitMs`, or when the signal is aborted. */
export async function waitForCommit(next: Promise<void>, waitMs: number, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(waitMs, undefined, { signal: AbortSignal.any([signal, stop.signal]) });
  await Promise.race([next, timer.catch(() => {})]);
  stop.abort();
}
