import type { Sql } from "./sql.ts";

/** What an engine gives the queries: a place to read, and durable transactions. */
export interface Engine {
  readonly name: "sqlite";
  /** Sees what is committed, one statement at a time. */
  readonly reader: Sql;
  /**
   * Runs `work` in a transaction of its own and resolves when its changes are durable. When `work` throws,
   * its changes are undone and the promise rejects with the same error. Rejects with StorageUnavailable when
   * the engine could not do it, or cannot say whether it has.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Runs a migration's statements, all or none. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}
