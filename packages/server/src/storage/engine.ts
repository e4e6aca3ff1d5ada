import type { Id } from "../model.ts";
import type { StorageStats } from "./contract/stats.ts";
import type { Sql } from "./sql.ts";

/** What an engine gives the queries: a place to read, and durable transactions. */
export interface Engine {
  readonly name: "sqlite" | "postgres";
  /** What an operator should know about how safe this database is, a sentence each. */
  readonly warnings: readonly string[];
  readonly stats: StorageStats;
  /** Sees what is committed, one statement at a time. */
  readonly reader: Sql;
  /**
   * Runs `work` in a transaction of its own and resolves when its changes are durable. When `work` throws,
   * its changes are undone and the promise rejects with the same error. Rejects with StorageUnavailable when
   * the engine could not do it, or cannot say whether it has. Works that name the same organization run one
   * after another, and each sees what the one before it did. `work` may be run again from its start.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, organizationId?: Id): Promise<T>;
  /** Resolves when a query was answered and, as far as is known, a write could be. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
