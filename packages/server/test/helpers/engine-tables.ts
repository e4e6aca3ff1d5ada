import { DatabaseSync } from "node:sqlite";
import { Client, types } from "pg";
import { isPostgres } from "../../src/storage/open.ts";

export type Row = Readonly<Record<string, string | number | null>>;

/** Every table with its key. */
export const tableKeys = {
  migrations: ["version"],
  settings: ["name"],
  organizations: ["id"],
  organization_heads: ["organization_id"],
  users: ["organization_id", "id"],
  user_groups: ["organization_id", "id"],
  group_members: ["organization_id", "group_id", "user_id"],
  number_claims: ["provider", "line"],
  numbers: ["organization_id", "id"],
  assignments: ["organization_id", "id"],
  offboardings: ["organization_id", "id"],
  api_keys: ["organization_id", "id"],
  events: ["organization_id", "seq"],
  idempotency: ["organization_id", "credential_id", "key"],
} as const;
export type TableName = keyof typeof tableKeys;
export const tableNames = Object.keys(tableKeys) as TableName[];

/** Looks at the tables from outside, past the app. */
export interface Tables {
  /** In order of the key; a flag is 0 or 1 on both engines. `where` is a condition of the test's own. */
  rows(table: TableName, where?: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function openTables(database: string): Promise<Tables> {
  return isPostgres(database) ? openPostgres(database) : openSqlite(database);
}

const query = (table: TableName, where = "true"): string =>
  `select * from ${table} where ${where} order by ${tableKeys[table].join(", ")}`;

function openSqlite(path: string): Tables {
  const db = new DatabaseSync(path, { readOnly: true });
  return {
    rows: async (table, where) => db.prepare(query(table, where)).all() as Row[],
    close: async () => db.close(),
  };
}

async function openPostgres(url: string): Promise<Tables> {
  const client = new Client({ connectionString: url });
  client.setTypeParser(types.builtins.INT8, Number);
  client.setTypeParser(types.builtins.BOOL, (text) => Number(text === "t"));
  await client.connect();
  return {
    rows: async (table, where) => (await client.query(query(table, where))).rows as Row[],
    close: () => client.end(),
  };
}
