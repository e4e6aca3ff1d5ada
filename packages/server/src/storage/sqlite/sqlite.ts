import { type FileHandle, open } from "node:fs/promises";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { Engine } from "../engine.ts";
import { createStats } from "../engine-stats.ts";
import { Checkpointer, type WalLimits } from "./checkpointer.ts";
import { GroupCommit, type GroupTransaction, NotIsolated } from "./group-commit.ts";
import { lockFile } from "./lock-file.ts";
import { SqliteBackups } from "./sqlite-backups.ts";
import { createPrivateFiles, permissionWarnings } from "./sqlite-files.ts";
import { guarded, SqliteSql } from "./sqlite-sql.ts";

/**
 * Migrations drop constraints, which needs 3.53.0. Before 3.51.3 a WAL reset could corrupt the file:
 * https://sqlite.org/wal.html#walresetbug
 */
const versionMin = [3, 53, 0];

export interface SqliteOptions {
  /** False skips every disk sync: for the control test that must lose data. */
  readonly isDurable?: boolean;
  /** Overrides the defaults, for tests. */
  readonly walLimits?: WalLimits;
}

/**
 * Opens the database file; creates it and its folder, for this user only, when they do not exist. One connection writes, another one
 * reads committed data. Throws when another process has the file open.
 */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Engine> {
  createPrivateFiles(path);
  const lock = lockFile(path);
  try {
    return await openLocked(path, lock, options);
  } catch (error) {
    lock.close();
    throw error;
  }
}

async function openLocked(
  path: string,
  lock: DatabaseSync,
  { isDurable = true, walLimits }: SqliteOptions,
): Promise<Engine> {
  const backups = new SqliteBackups(path);
  const writer = new DatabaseSync(path);
  configure(writer, isDurable);
  assertVersion(writer);
  const reader = new DatabaseSync(path);
  configure(reader, isDurable);
  const checkpoints = new Checkpointer(path, writer, synchronousOf(isDurable), walLimits);
  const wal = isDurable ? await openWal(writer, path) : undefined;
  const writerSql = new SqliteSql(writer, { requiresTransaction: true });
  const group = new SqliteGroup({ db: writer, sql: writerSql, wal, checkpoints });
  const stats = createStats([]);
  const writes = new GroupCommit(group, stats.groups);
  const readerSql = new SqliteSql(reader);
  return {
    name: "sqlite",
    warnings: permissionWarnings(path),
    stats,
    backups,
    reader: readerSql,
    transaction: (work, organizationId) => writes.write(() => work(writerSql), organizationId),
    onCommit: (listener) => writes.onCommit(listener),
    async ping() {
      group.requireSound();
      await readerSql.first("select 1");
    },
    async close() {
      await Promise.all([writes.settled(), backups.close()]);
      await checkpoints.close();
      reader.close();
      writer.close();
      await group.close();
      lock.close();
    },
  };
}

/**
 * With `synchronous = normal` SQLite does not sync the WAL on commit: the group commit does, on the thread pool, before
 * it settles any write. SQLite still syncs in checkpoints.
 */
function configure(db: DatabaseSync, isDurable: boolean): void {
  const synchronous = synchronousOf(isDurable);
  db.exec(`pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = ${synchronous};
    pragma foreign_keys = on; pragma trusted_schema = off; pragma cell_size_check = on;
    pragma journal_size_limit = 67108864; pragma secure_delete = on;`);
  expectPragma(db, "journal_mode", "wal");
  expectPragma(db, "synchronous", synchronous);
  expectPragma(db, "foreign_keys", 1);
}

const synchronousOf = (isDurable: boolean): number => (isDurable ? 1 : 0);

function expectPragma(db: DatabaseSync, name: string, expected: SQLInputValue): void {
  const value = Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0];
  if (value !== expected)
    throw new Error(
      `The database file cannot be opened safely: ${name} is ${value} and must be ${expected}. A network file system cannot hold it.`,
    );
}

function assertVersion(db: DatabaseSync): void {
  const version = String(db.prepare("select sqlite_version() as version").get()?.version);
  const parts = version.split(".").map(Number);
  const difference = versionMin.map((part, index) => (parts[index] ?? 0) - part).find((step) => step !== 0);
  if (difference !== undefined && difference < 0)
    throw new Error(
      `SQLite ${version} is too old: ${versionMin.join(".")} or newer is needed. Use Node 24.21 or newer.`,
    );
}

/** Opens the WAL file, which exists after the first write and until the last connection closes. */
async function openWal(db: DatabaseSync, path: string): Promise<FileHandle> {
  db.exec("begin immediate; pragma user_version = 1; commit");
  return open(`${path}-wal`, "r+");
}

interface SqliteGroupParts {
  readonly db: DatabaseSync;
  /** The statements of the writes, on the same connection. */
  readonly sql: SqliteSql;
  readonly wal: FileHandle | undefined;
  readonly checkpoints: Checkpointer;
}

class SqliteGroup implements GroupTransaction {
  readonly #db: DatabaseSync;
  readonly #sql: SqliteSql;
  readonly #wal: FileHandle | undefined;
  readonly #checkpoints: Checkpointer;
  #broken: StorageUnavailable | undefined;

  constructor({ db, sql, wal, checkpoints }: SqliteGroupParts) {
    this.#db = db;
    this.#sql = sql;
    this.#wal = wal;
    this.#checkpoints = checkpoints;
  }

  requireSound(): void {
    if (this.#broken) throw this.#broken;
  }

  begin(): void {
    this.requireSound();
    this.#sql.resetFailure();
    guarded(() => this.#db.exec(this.#db.isTransaction ? "rollback; begin immediate" : "begin immediate"));
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#sql.requireTransaction();
    this.#sql.hasWritten = false;
    try {
      return await work();
    } catch (error) {
      // The state of the transaction is unknown: commit() rejects the group.
      if (error instanceof StorageUnavailable) this.rollback();
      else if (this.#sql.hasWritten) throw new NotIsolated("a write failed after a change", { cause: error });
      throw error;
    }
  }

  async isolate<T>(work: () => Promise<T>): Promise<T> {
    // Outside of a transaction a savepoint would begin one, and releasing it would commit.
    this.#sql.requireTransaction();
    try {
      guarded(() => this.#db.exec("savepoint work"));
      const result = await work();
      guarded(() => this.#db.exec("release work"));
      return result;
    } catch (error) {
      this.#rollbackOne(error);
      throw error;
    }
  }

  async commit(): Promise<void> {
    this.#sql.requireTransaction();
    guarded(() => this.#db.exec("commit"));
    await this.#sync();
    this.#checkpoints.afterCommit();
  }

  /** Never throws: begin() retries a failed rollback. */
  rollback(): void {
    try {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec("rollback");
    } catch {}
  }

  async close(): Promise<void> {
    await this.#wal?.close();
  }

  /**
   * Rolls back the changes of one rejected write. When the engine failed, the state of the transaction is unknown:
   * then the complete group is rolled back, and commit() rejects it.
   */
  #rollbackOne(error: unknown): void {
    try {
      if (error instanceof StorageUnavailable) this.rollback();
      else if (this.#db.isTransaction) this.#db.exec("rollback to work; release work");
    } catch {
      this.rollback();
    }
  }

  /** After a failed sync the kernel may have dropped dirty pages, so a retry proves nothing: only a restart recovers. */
  async #sync(): Promise<void> {
    try {
      await this.#wal?.datasync();
    } catch (cause) {
      this.#broken = new StorageUnavailable("the disk could not be synced; restart to recover", { cause });
      throw this.#broken;
    }
  }
}
