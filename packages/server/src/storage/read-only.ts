import { existsSync } from "node:fs";
import { isPostgres } from "./open.ts";
import { openPostgresReadOnly } from "./postgres/read-only.ts";
import type { Sql } from "./sql.ts";
import { openSqliteReadOnly } from "./sqlite/read-only.ts";

/** A database that a running server may be using. */
export interface ReadOnlyDatabase {
  readonly sql: Sql;
  close(): Promise<void>;
}

/** Opens a database of a file path or a `postgres://` URL for reading. Throws when there is none. */
export async function openReadOnly(database: string): Promise<ReadOnlyDatabase> {
  if (isPostgres(database)) return openPostgresReadOnly(database);
  if (!existsSync(database)) throw new Error(`There is no file ${database}.`);
  return openSqliteReadOnly(database);
}
