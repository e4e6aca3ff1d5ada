import { setTimeout } from "node:timers/promises";
import type { CallReport } from "../../model.ts";
import { isStorageFailure } from "../kernel/storage-failure.ts";

export interface CallLogOptions<Report = CallReport> {
  /** Stores reports, in their order. */
  readonly write: (reports: readonly Report[]) => Promise<void>;
  /** Called once when writing begins to fail. */
  readonly onFailure?: ((cause: unknown) => void) | undefined;
  /** Reports that wait at most; further ones are dropped. */
  readonly queuedMax?: number;
  /** From the first report of a batch to its write, in milliseconds. */
  readonly delayMs?: number;
}

const batchSize = 500;
const retryMs = 1000;

/**
 * The log of calls, written in batches after the calls are answered: a call waits for no write. What exceeds the queue
 * while the database is unavailable is dropped and counted.
 */
export class CallLog<Report = CallReport> {
  readonly #options: CallLogOptions<Report>;
  readonly #queuedMax: number;
  readonly #delayMs: number;
  readonly #closing = new AbortController();
  #queue: Report[] = [];
  #running: Promise<void> | undefined;
  #writing: Promise<boolean> = Promise.resolve(true);
  #isFailing = false;
  /** Reports that were lost since the start of the process. */
  dropped = 0;

  constructor(options: CallLogOptions<Report>) {
    this.#options = options;
    this.#queuedMax = options.queuedMax ?? 10_000;
    this.#delayMs = options.delayMs ?? 200;
  }

  /** The number of reports that are not stored yet. */
  get queued(): number {
    return this.#queue.length;
  }

  record(report: Report): void {
    if (this.#queue.length >= this.#queuedMax) {
      this.dropped += 1;
      return;
    }
    this.#queue.push(report);
    this.#running ??= this.#run();
  }

  /** Resolves when the reports so far are stored, or could not be stored once. */
  async flush(): Promise<void> {
    await this.#writeAll();
  }

  /** Stores the last reports, and drops them if that fails. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    await this.#writeAll();
    this.dropped += this.#queue.length;
    this.#queue = [];
  }

  async #run(): Promise<void> {
    let waitMs = this.#delayMs;
    while (this.#queue.length > 0 && !this.#closing.signal.aborted) {
      await setTimeout(waitMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
      if (this.#closing.signal.aborted) break;
      waitMs = (await this.#writeAll()) ? this.#delayMs : retryMs;
    }
    this.#running = undefined;
  }

  /** One write at a time, so that the order is kept. Returns whether everything is stored. */
  #writeAll(): Promise<boolean> {
    this.#writing = this.#writing.then(() => this.#writeBatches());
    return this.#writing;
  }

  async #writeBatches(): Promise<boolean> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, batchSize);
      const error = await this.#options
        .write(batch)
        .catch((thrown: unknown) => thrown ?? new Error("failed"));
      if (error !== undefined && !this.#isFailing) this.#options.onFailure?.(error);
      this.#isFailing = error !== undefined;
      // Only the database can become able to store the batch.
      if (error !== undefined && isStorageFailure(error)) return false;
      if (error !== undefined) this.dropped += batch.length;
      this.#queue.splice(0, batch.length);
    }
    return true;
  }
}
