import { extname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/** When the write-ahead log (WAL) is checkpointed, in pages of 4 KiB. */
export interface WalLimits {
  /** Checkpoint on the worker thread once this many pages are not checkpointed. */
  readonly batchSize: number;
  /** Checkpoint synchronously, blocking the event loop, once the WAL has this many pages, if at most half are left. */
  readonly max: number;
}

const defaultLimits: WalLimits = { batchSize: 1000, max: 16_000 };

/**
 * Checkpoints the WAL into the database file on a worker thread, because the disk takes milliseconds that would
 * block the event loop. SQLite restarts a WAL only when all of it is checkpointed, which a concurrent checkpoint
 * never achieves under constant writes. Above `max` the checkpoint therefore runs synchronously on the writer's
 * thread, once the worker thread has left little of it: a backup or another long read can hold up any amount.
 *
 * A failed checkpoint is retried after a later commit. No data is at risk: the WAL keeps a page until the database
 * file has it durably.
 */
export class Checkpointer {
  readonly #path: string;
  readonly #limits: WalLimits;
  readonly #walState: StatementSync;
  readonly #checkpoint: StatementSync;
  readonly #synchronous: number;
  #thread: Worker | undefined;
  #isRunning = false;

  /** Disables the automatic checkpoints of `writer`. */
  constructor(path: string, writer: DatabaseSync, synchronous: number, limits = defaultLimits) {
    this.#path = path;
    this.#limits = limits;
    this.#synchronous = synchronous;
    writer.exec("pragma wal_autocheckpoint = 0");
    this.#walState = writer.prepare("pragma wal_checkpoint(noop)");
    this.#checkpoint = writer.prepare("pragma wal_checkpoint(passive)");
  }

  /** Must be called between two transactions of the writer. Never throws. */
  afterCommit(): void {
    try {
      if (!this.#isRunning) this.#checkpointIfDue();
    } catch {}
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    // From now on the thread keeps the process alive.
    thread.ref();
    // An error that ends the thread loses nothing: the log is complete without its copy in the database file.
    const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
    thread.postMessage("close");
    await ended;
  }

  #checkpointIfDue(): void {
    const { log, checkpointed } = this.#walState.get() as { log: number; checkpointed: number };
    if (log - checkpointed < this.#limits.batchSize) return;
    if (log >= this.#limits.max && log - checkpointed < this.#limits.max / 2)
      return void this.#checkpoint.get();
    this.#isRunning = true;
    this.#thread ??= this.#startThread();
    this.#thread.postMessage("checkpoint");
  }

  #startThread(): Worker {
    const thread = new Worker(
      new URL(`./checkpoint-thread${extname(import.meta.filename)}`, import.meta.url),
      {
        workerData: { path: this.#path, synchronous: this.#synchronous },
        execArgv: [],
      },
    );
    const finished = () => {
      this.#isRunning = false;
    };
    thread.on("message", finished);
    thread.on("error", finished);
    thread.on("exit", () => {
      this.#thread = undefined;
      finished();
    });
    // An idle thread must not keep the process alive.
    thread.unref();
    return thread;
  }
}
