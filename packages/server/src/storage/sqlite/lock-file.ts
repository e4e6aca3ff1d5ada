import { DatabaseSync } from "node:sqlite";
import { DatabaseInUse } from "../database-in-use.ts";

/**
 * Acquires an exclusive lock, which the operating system releases when the process ends for any reason. The lock is
 * a separate database file, so that this process can have two connections to the real one.
 */
export function lockFile(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}-lock`, { timeout: 0 });
  try {
    lock.exec("pragma journal_mode = delete; begin exclusive");
    return lock;
  } catch (error) {
    lock.close();
    throw new DatabaseInUse(path, { cause: error });
  }
}
