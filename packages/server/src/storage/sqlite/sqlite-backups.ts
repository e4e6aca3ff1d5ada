import { once } from "node:events";
import { rmSync } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { type Backup, BackupFailed, type Backups } from "../contract/backups.ts";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { BackupThreadResult } from "./backup-thread.ts";

/** Copies an open database on a worker thread, to a temporary file in its folder. */
export class SqliteBackups implements Backups {
  readonly #path: string;
  /** Holds the copy, its journal, and nothing else. */
  readonly #folder: string;
  #isBusy = false;
  #running: Promise<unknown> | undefined;

  /** Removes what an earlier process left behind, so this process must have locked the database. */
  constructor(path: string) {
    this.#path = path;
    this.#folder = `${path}-backup`;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async create(signal: AbortSignal): Promise<Backup> {
    signal.throwIfAborted();
    if (this.#isBusy) throw new BackupFailed("running", "another backup is not finished");
    this.#isBusy = true;
    try {
      this.#running = this.#createIn(this.#folder, signal);
      return await (this.#running as Promise<Backup>);
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }

  /** Waits for a copy that is being made. Its signal should be aborted. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#running]);
  }

  async #createIn(folder: string, signal: AbortSignal): Promise<Backup> {
    try {
      await mkdir(folder, { mode: 0o700 });
      const copy = join(folder, "copy.db");
      const file = await open(copy, "wx+", 0o600);
      const { bytes, sha256 } = await copyOnThread(this.#path, copy, signal).catch(async (error) => {
        await file.close();
        throw error;
      });
      return { bytes, sha256: Buffer.from(sha256), content: this.#contentOf(file) };
    } finally {
      // The open file can be read after its name is gone, and its space is freed however the process ends.
      await rm(folder, { recursive: true, force: true });
    }
  }

  #contentOf(file: FileHandle): Readable {
    return file.createReadStream({ start: 0, highWaterMark: 256 * 1024 }).once("close", () => {
      this.#isBusy = false;
    });
  }
}

async function copyOnThread(path: string, copy: string, signal: AbortSignal) {
  const thread = new Worker(new URL(`./backup-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: { path, copy },
    execArgv: [],
  });
  const abort = () => thread.postMessage("abort");
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    const [[result]] = (await Promise.all([once(thread, "message"), once(thread, "exit")])) as [
      [BackupThreadResult],
      unknown,
    ];
    if ("sha256" in result) return result;
    signal.throwIfAborted();
    throw failureOf(result);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

const failureOf = ({ failure, details }: Extract<BackupThreadResult, { failure: unknown }>): Error =>
  failure === "unavailable" || failure === "aborted"
    ? new StorageUnavailable(`backup: ${details}`)
    : new BackupFailed(failure, details);
