import { DatabaseSync } from "node:sqlite";
import type { Sql } from "../sql.ts";
import { SqliteSql } from "./sqlite-sql.ts";

/** Opens a database file for reading, without its lock. */
export function openSqliteReadOnly(path: string): { readonly sql: Sql; close(): Promise<void> } {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  return { sql: new SqliteSql(db), close: async () => db.close() };
}
