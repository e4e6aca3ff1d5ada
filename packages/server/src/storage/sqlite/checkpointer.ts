import { once } from "node:events";
import { extname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/** When the write-ahead log is emptied, in pages of 4 KiB. */
export interface WalLimits {
  /** So many are moved at a time. */
  readonly batchSize: number;
  /** A longer log is emptied even where others wait for it. */
  readonly max: number;
}

const defaultLimits: WalLimits = { batchSize: 1000, max: 16_000 };

/**
 * Moves what the write-ahead log has into the database file, on a thread of its own: it takes milliseconds, most of
 * them the disk's, in which nobody could be answered. While writes go on, the log is never quite empty that way, and
 * only an empty one begins anew. So now and then the rest is moved here, where nobody writes meanwhile.
 *
 * What fails is tried again after a later commit: until a page is safe in the file, the log has it.
 */
export class Checkpointer {
  readonly #path: string;
  readonly #pages: WalLimits;
  readonly #look: StatementSync;
  readonly #move: StatementSync;
  readonly #synchronous: number;
  #thread: Worker | undefined;
  #isMoving = false;

  /** `writer` leaves its own checkpoints out from now on. */
  constructor(path: string, writer: DatabaseSync, synchronous: number, pages = defaultLimits) {
    this.#path = path;
    this.#pages = pages;
    this.#synchronous = synchronous;
    writer.exec("pragma wal_autocheckpoint = 0");
    this.#look = writer.prepare("pragma wal_checkpoint(noop)");
    this.#move = writer.prepare("pragma wal_checkpoint(passive)");
  }

  /** Between two transactions of the writer. Never throws. */
  afterCommit(): void {
    try {
      if (!this.#isMoving) this.#moveMore();
    } catch {}
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    // Now the process waits for it.
    thread.ref();
    thread.postMessage("close");
    await once(thread, "exit");
  }

  #moveMore(): void {
    const { log, checkpointed } = this.#look.get() as { log: number; checkpointed: number };
    if (log - checkpointed < this.#pages.batchSize) return;
    if (log >= this.#pages.max) return void this.#move.get();
    this.#isMoving = true;
    this.#thread ??= this.#startThread();
    this.#thread.postMessage("move");
  }

  #startThread(): Worker {
    const thread = new Worker(
      new URL(`./checkpoint-thread${extname(import.meta.filename)}`, import.meta.url),
      {
        workerData: { path: this.#path, synchronous: this.#synchronous },
        execArgv: [],
      },
    );
    const moved = () => {
      this.#isMoving = false;
    };
    thread.on("message", moved);
    thread.on("error", moved);
    thread.on("exit", () => {
      this.#thread = undefined;
      moved();
    });
    // The process may end while it waits for work.
    thread.unref();
    return thread;
  }
}
