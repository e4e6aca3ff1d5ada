import { DatabaseSync } from "node:sqlite";
import { Pool, types } from "pg";
import { isPostgres } from "../../src/storage/open.ts";

export type Row = Readonly<Record<string, string | number | null>>;

/** Every table of the schema with its primary key. */
export const tableKeys = {
  migrations: ["version"],
  settings: ["name"],
  signing_keys: ["serial"],
  organizations: ["id"],
  organization_slugs: ["organization_id"],
  organization_heads: ["organization_id"],
  users: ["organization_id", "id"],
  identities: ["organization_id", "issuer", "external_id"],
  email_blocks: ["organization_id", "id"],
  user_groups: ["organization_id", "id"],
  group_members: ["organization_id", "group_id", "user_id"],
  number_claims: ["provider", "line"],
  numbers: ["organization_id", "id"],
  assignments: ["organization_id", "id"],
  offboardings: ["organization_id", "id"],
  plans: ["organization_id", "id"],
  plan_items: ["organization_id", "plan_id", "position"],
  invitations: ["organization_id", "id"],
  saved_views: ["organization_id", "id"],
  sessions: ["organization_id", "id"],
  session_uses: ["organization_id", "session_id"],
  api_keys: ["organization_id", "id"],
  api_key_uses: ["organization_id", "key_id"],
  jobs: ["organization_id", "id"],
  webhooks: ["organization_id", "id"],
  webhook_states: ["organization_id", "webhook_id"],
  webhook_deliveries: ["organization_id", "webhook_id", "seq"],
  webhook_attempts: ["organization_id", "webhook_id", "serial"],
  carrier_accounts: ["organization_id", "id"],
  carrier_inboxes: ["organization_id", "account_id"],
  notifications: ["organization_id", "id"],
  notification_deliveries: ["organization_id", "webhook_id", "notification_id"],
  received_messages: ["organization_id", "message_key"],
  message_forwards: ["organization_id", "id"],
  calls: ["organization_id", "id"],
  carrier_syncs: ["organization_id", "id"],
  carrier_sync_items: ["organization_id", "sync_id", "position"],
  carrier_sightings: ["organization_id", "sync_id", "line"],
  imports: ["organization_id", "id"],
  import_portions: ["organization_id", "import_id", "portion"],
  events: ["organization_id", "seq"],
  idempotency: ["organization_id", "credential_id", "key"],
} as const;
export type TableName = keyof typeof tableKeys;
export const tableNames = Object.keys(tableKeys) as TableName[];

/** Reads an app's database over a connection of its own. int8 is read as a number, a PostgreSQL boolean as 0 or 1. */
export interface TableReader {
  query<R = Row>(sql: string): Promise<R[]>;
  /** Ordered by primary key. `where` is an SQL condition. */
  rows(table: TableName, where?: string): Promise<Row[]>;
  /** Every row of every table, also of tables that `tableKeys` does not list. Two equal dumps mean equal rows. */
  dump(): Promise<string>;
  /** The same, restricted to the rows of one organization. */
  dumpOrganization(organizationId: string): Promise<string>;
  /** The kinds of an organization's events, oldest first. */
  eventKinds(organizationId: string): Promise<string[]>;
  close(): Promise<void>;
}

/** `database` is a value of WHOSELINE_DATABASE. */
export const openTableReader = (database: string): TableReader =>
  isPostgres(database) ? readPostgres(database) : readSqlite(database);

function readSqlite(path: string): TableReader {
  const db = new DatabaseSync(path, { timeout: 2000 });
  const query = async <R>(sql: string) => db.prepare(sql).all() as R[];
  const reader = createReader(
    query,
    "select name from sqlite_schema where type = 'table' order by name",
    async () => db.close(),
  );
  let cached: { version: unknown; text: string } | undefined;
  return {
    ...reader,
    async dump() {
      // Changes whenever another connection commits: https://sqlite.org/pragma.html#pragma_data_version
      const version = db.prepare("pragma data_version").get()?.data_version;
      if (version !== cached?.version) cached = { version, text: await reader.dump() };
      return cached?.text ?? "";
    },
  };
}

function readPostgres(url: string): TableReader {
  const pool = new Pool({
    connectionString: url,
    max: 1,
    application_name: "table-reader",
    types: { getTypeParser },
  });
  pool.on("error", () => {});
  return createReader(
    async <R>(sql: string) => (await pool.query(sql)).rows as R[],
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
    () => pool.end(),
  );
}

const getTypeParser = ((oid: number, format: "text") => {
  if (oid === types.builtins.INT8) return Number;
  if (oid === types.builtins.BOOL) return (text: string) => Number(text === "t");
  return types.getTypeParser(oid, format);
}) as typeof types.getTypeParser;

function createReader(
  query: TableReader["query"],
  listTables: string,
  close: TableReader["close"],
): TableReader {
  const rows = (table: TableName, where = "true") =>
    query(`select * from ${table} where ${where} order by ${tableKeys[table].join(", ")}`);
  const dumpWhere = async (isIncluded: (row: Row) => boolean): Promise<string> => {
    const tables: string[] = [];
    for (const { name } of await query(listTables)) {
      const all = await query(`select * from "${name}"`);
      const lines = all.filter(isIncluded).map((row) => JSON.stringify(row));
      tables.push(`${name}\n${lines.sort().join("\n")}`);
    }
    return tables.join("\n\n");
  };
  return {
    query,
    rows,
    close,
    dump: () => dumpWhere(() => true),
    dumpOrganization: (id) => dumpWhere((row) => row.organization_id === id || row.id === id),
    eventKinds: async (id) =>
      (await rows("events", `organization_id = '${id}'`)).map(({ kind }) => String(kind)),
  };
}
