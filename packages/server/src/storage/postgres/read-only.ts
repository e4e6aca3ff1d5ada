import type { Sql } from "../sql.ts";
import { createPool } from "./postgres.ts";
import { PostgresSql } from "./postgres-sql.ts";

/** Connects for reading; also to a standby. */
export function openPostgresReadOnly(url: string): { readonly sql: Sql; close(): Promise<void> } {
  const pool = createPool(url, { max: 1, application_name: "whoseline-verify" });
  pool.on("connect", (client) => void client.query("set default_transaction_read_only = on").catch(() => {}));
  return { sql: new PostgresSql(pool), close: () => pool.end() };
}
