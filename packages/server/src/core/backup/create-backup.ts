import { type Backup, BackupFailed, type BackupFailure } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import type { CoreError } from "../kernel/core-error.ts";
import { backupDamaged, backupNoSpace, backupNotSupported, backupRunning } from "../kernel/errors.ts";

/**
 * Copies the database, which contains every organization. The copy has every write that was acknowledged before the
 * call. Its content must be read to the end or destroyed. Rejects with the signal's reason after an abort.
 */
export async function createBackup(context: Context, signal: AbortSignal): Promise<Backup> {
  context.require("installation:backup");
  const { backups } = context.services.store;
  if (backups === undefined) throw backupNotSupported();
  try {
    return await backups.create(signal);
  } catch (error) {
    throw error instanceof BackupFailed ? errors[error.failure](error) : error;
  }
}

const errors: Readonly<Record<BackupFailure, (cause: BackupFailed) => CoreError>> = {
  running: () => backupRunning(),
  no_space: backupNoSpace,
  damaged: backupDamaged,
};
