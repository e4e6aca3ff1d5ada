import type { Readable } from "node:stream";

/** A consistent copy of the database, checked for damage. */
export interface Backup {
  readonly bytes: number;
  readonly sha256: Buffer;
  /** The content, once. No other backup can begin until it has been read to the end or destroyed. */
  readonly content: Readable;
}

/** Copies of a database that is in use. */
export interface Backups {
  /**
   * Copies the database. The copy contains every write that was acknowledged before the call. Writes continue meanwhile.
   * Throws BackupFailed, and StorageUnavailable when a file cannot be read or written. An abort of the signal ends the
   * copy; the promise then rejects with the signal's reason.
   */
  create(signal: AbortSignal): Promise<Backup>;
}

/**
 * - `running`: another backup is not finished.
 * - `no_space`: the copy does not fit on the disk.
 * - `damaged`: the copy failed the integrity check.
 */
export type BackupFailure = "running" | "no_space" | "damaged";

export class BackupFailed extends Error {
  override readonly name = "BackupFailed";
  readonly failure: BackupFailure;

  /** `details` are for the log only. */
  constructor(failure: BackupFailure, details: string) {
    super(`backup failed: ${details}`);
    this.failure = failure;
  }
}
