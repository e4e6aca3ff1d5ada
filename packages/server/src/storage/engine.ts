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
  /** Waits for in-flight transactions, then closes the database. */
  close(): Promise<void>;
}
