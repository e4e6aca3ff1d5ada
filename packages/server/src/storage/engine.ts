import type { OrganizationId } from "../model.ts";
import type { Backups } from "./contract/backups.ts";
import type { CommitListener } from "./contract/commit-listener.ts";
import type { StorageStats } from "./contract/stats.ts";
import type { Sql } from "./sql.ts";

/** A database engine as the queries see it: reads and durable transactions. */
export interface Engine {
  readonly name: "sqlite" | "postgres";
  /** Risks of the database's configuration and permissions, one sentence each, for the operator. */
  readonly warnings: readonly string[];
  readonly stats: StorageStats;
  /** Undefined for an engine that has its own tools for backups. */
  readonly backups?: Backups;
  /** Reads committed data. Each statement sees its own snapshot. */
  readonly reader: Sql;
  /**
   * Runs `work` in one transaction. Resolves when its changes are durable. When `work` throws, its changes are
   * rolled back and the promise rejects with the same error. Transactions with the same `organizationId` are
   * serialized. `work` may be retried from the start. Throws StorageUnavailable when the transaction failed, or
   * when the engine cannot tell whether the commit took effect.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, organizationId?: OrganizationId): Promise<T>;
  /** Registers a listener for commits. Undefined for an engine to which other processes may write. */
  readonly onCommit?: (listener: CommitListener) => void;
  /**
   * Resolves when a query succeeds and the database accepts writes. Throws StorageUnavailable: within two seconds when
   * the database does not respond, and StorageReadOnly when it is a standby or read-only.
   */
  ping(): Promise<void>;
  /** What migrations need of an engine to which other processes write meanwhile. */
  readonly migrations?: MigrationSupport;
  /** Waits for in-flight transactions, then closes the database. */
  close(): Promise<void>;
}

/** Migrations of a database that is in use. */
export interface MigrationSupport {
  /** Runs `work` while no other process migrates the database. Calls `onWait` when it has to wait for one. */
  alone(work: () => Promise<void>, onWait: () => void): Promise<void>;
  /**
   * Runs `work`, and repeats it after pauses when it cannot get a lock in a short time. Calls `onWait` before the first pause.
   * Throws the last error when the attempts are used up.
   */
  retrying(work: () => Promise<void>, onWait: () => void): Promise<void>;
  /** Limits how long a transaction waits for a lock, because other statements queue behind it meanwhile. */
  limitLocks(sql: Sql): Promise<void>;
  /**
   * Waits for the writes in flight and holds new ones until the end of the transaction, when the migration alters tables: each of
   * both would otherwise wait for a table that the other has locked.
   */
  holdWrites(sql: Sql, migration: string): Promise<void>;
  /**
   * The indexes that a migration builds while the table is written to; none for other migrations. Throws when it has other
   * statements too, because these indexes cannot be part of its transaction.
   */
  concurrentIndexes(migration: string): readonly ConcurrentIndex[];
}

export interface ConcurrentIndex {
  /**
   * Builds the index unless it is complete. Drops one that an interrupted build has left first. Reports the pages that are
   * done, and all pages of the table.
   */
  build(onPages: (pages: { readonly done: number; readonly total: number }) => void): Promise<void>;
}
