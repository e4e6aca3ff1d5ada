import { createHash } from "node:crypto";
import type { Engine } from "./engine.ts";
import { moveSetting } from "./moves.ts";
import { Conditions, firstOrThrow, placeholders, type Sql, type SqlValue } from "./sql.ts";

interface Table {
  readonly name: string;
  readonly key: readonly string[];
  /** Its triggers reject a row that exists, although the insert would ignore it. */
  readonly isAppendOnly?: true;
  /** A condition of the rows that are copied. */
  readonly copied?: string;
}

/** Every table with its primary key, in the order of foreign keys. */
const tables: readonly Table[] = [
  { name: "settings", key: ["name"], copied: `name <> '${moveSetting}'` },
  { name: "signing_keys", key: ["serial"] },
  { name: "organizations", key: ["id"] },
  { name: "organization_slugs", key: ["slug"] },
  { name: "organization_heads", key: ["organization_id"] },
  { name: "users", key: ["organization_id", "id"] },
  { name: "user_groups", key: ["organization_id", "id"] },
  { name: "group_members", key: ["organization_id", "group_id", "user_id"] },
  { name: "number_claims", key: ["provider", "line"] },
  { name: "numbers", key: ["organization_id", "id"] },
  { name: "assignments", key: ["organization_id", "id"] },
  { name: "identities", key: ["organization_id", "issuer", "external_id"] },
  { name: "email_blocks", key: ["organization_id", "id"] },
  { name: "offboardings", key: ["organization_id", "id"] },
  { name: "plans", key: ["organization_id", "id"] },
  { name: "plan_items", key: ["organization_id", "plan_id", "position"] },
  { name: "api_keys", key: ["organization_id", "id"] },
  { name: "api_key_uses", key: ["organization_id", "key_id"] },
  { name: "invitations", key: ["organization_id", "id"] },
  { name: "sessions", key: ["organization_id", "id"] },
  { name: "saved_views", key: ["organization_id", "id"] },
  { name: "session_uses", key: ["organization_id", "session_id"] },
  { name: "jobs", key: ["organization_id", "id"] },
  { name: "webhooks", key: ["organization_id", "id"] },
  { name: "webhook_states", key: ["organization_id", "webhook_id"] },
  { name: "webhook_deliveries", key: ["organization_id", "webhook_id", "seq"] },
  { name: "webhook_attempts", key: ["organization_id", "webhook_id", "serial"] },
  { name: "carrier_accounts", key: ["organization_id", "id"] },
  { name: "carrier_inboxes", key: ["organization_id", "account_id"] },
  { name: "notifications", key: ["organization_id", "id"] },
  { name: "notification_deliveries", key: ["organization_id", "webhook_id", "notification_id"] },
  { name: "received_messages", key: ["organization_id", "message_key"] },
  { name: "message_forwards", key: ["organization_id", "id"] },
  { name: "calls", key: ["organization_id", "id"] },
  { name: "carrier_syncs", key: ["organization_id", "id"] },
  { name: "carrier_sync_items", key: ["organization_id", "sync_id", "position"] },
  { name: "carrier_sightings", key: ["organization_id", "sync_id", "line"] },
  { name: "imports", key: ["organization_id", "id"] },
  { name: "import_portions", key: ["organization_id", "import_id", "portion"] },
  { name: "events", key: ["organization_id", "seq"], isAppendOnly: true },
  { name: "idempotency", key: ["organization_id", "credential_id", "key"] },
];
type Row = Record<string, SqlValue>;

/** Columns that are 0 or 1 on SQLite and booleans on PostgreSQL. */
const flags = new Set([
  ...["is_owner", "is_default", "is_inbound_enabled", "is_outbound_enabled"],
  ...["is_ordered", "has_cloud_events", "is_shared", "has_text"],
]);
const batchSize = 100;

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over every row in the order of the key; equal in both databases. */
  readonly hash: string;
}

export interface Progress {
  start(table: string, rows: number): void;
  copied(rows: number): void;
}

/**
 * Copies every row from one database to another. The target's migrations must be applied, and it must be empty except
 * for rows of an earlier, interrupted copy of the same source. Throws when the target has other data, and when a table
 * differs after the copy.
 */
export async function copyDatabase(
  from: Engine,
  to: Engine,
  progress: Progress,
): Promise<readonly CopiedTable[]> {
  await requireCopyTarget(from, to);
  for (const table of tables) {
    progress.start(table.name, await count(from.reader, table));
    for await (const rows of pages(from.reader, table)) {
      const missing = table.isAppendOnly ? await missingRows(to.reader, table, rows) : rows;
      await to.transaction((sql) => insert(sql, table, missing));
      progress.copied(rows.length);
    }
  }
  // After all tables are copied, so that writes to already copied tables are detected.
  return compareDatabases(from, to);
}

/** Throws when a table differs. */
export async function compareDatabases(from: Engine, to: Engine): Promise<readonly CopiedTable[]> {
  const compared: CopiedTable[] = [];
  for (const table of tables) compared.push(await verified(from, to, table));
  return compared;
}

/**
 * Installations can share the pepper and the key of their settings, but the check value of the encryption key has a random
 * part, and so has the pepper that a database contains.
 */
const identity =
  "select name, value from settings where name in ('pepper', 'encryption-check') order by name";

async function requireCopyTarget(from: Engine, to: Engine): Promise<void> {
  const target = await to.reader.all<{ name: string; value: string }>(identity);
  const source = await from.reader.all<{ name: string; value: string }>(identity);
  if (target.length > 0 && JSON.stringify(target) !== JSON.stringify(source))
    throw new Error("The target database contains other data. Specify an empty database.");
}

async function count(sql: Sql, { name, copied }: Table): Promise<number> {
  const where = copied === undefined ? "" : `where ${copied}`;
  return (await firstOrThrow<{ total: number }>(sql, `select count(*) as total from ${name} ${where}`)).total;
}

async function* pages(sql: Sql, { name, key, copied }: Table): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ; ) {
    const conditions = new Conditions();
    if (copied !== undefined) conditions.and(copied);
    if (last) {
      const { length } = key;
      const after = key.map((column) => last?.[column] ?? null);
      conditions.and(`(${key.join(", ")}) > ${placeholders(length)}`, ...after);
    }
    const limit = conditions.value(batchSize);
    const rows = await sql.all<Row>(
      `select * from ${name} ${conditions.text} order by ${key.join(", ")} limit ${limit}`,
      ...conditions.values,
    );
    if (rows.length > 0) yield rows;
    last = rows.at(-1);
    if (rows.length < batchSize) return;
  }
}

/** The rows of a page that an earlier, interrupted copy has not inserted. */
async function missingRows(target: Sql, { name, key }: Table, rows: readonly Row[]): Promise<readonly Row[]> {
  const keyOf = (row: Row | undefined) => key.map((column) => row?.[column] ?? null);
  const columns = `(${key.join(", ")})`;
  const conditions = new Conditions()
    .and(`${columns} >= ${placeholders(key.length)}`, ...keyOf(rows[0]))
    .and(`${columns} <= ${placeholders(key.length)}`, ...keyOf(rows.at(-1)));
  const found = await target.all<Row>(
    `select ${key.join(", ")} from ${name} ${conditions.text}`,
    ...conditions.values,
  );
  const existing = new Set(found.map((row) => JSON.stringify(keyOf(row))));
  return rows.filter((row) => !existing.has(JSON.stringify(keyOf(row))));
}

/** Inserts a full batch in one statement and the remainder row by row, so that only two statements are prepared. */
async function insert(sql: Sql, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === batchSize) return insertRows(sql, table, rows);
  for (const row of rows) await insertRows(sql, table, [row]);
}

async function insertRows(sql: Sql, { name, key }: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const conditions = new Conditions();
  const values = rows.map(
    (row) => `(${columns.map((column) => conditions.value(plainValue(row, column))).join(", ")})`,
  );
  const nonKeyColumns = columns.filter((column) => !key.includes(column));
  // The platform's head exists in every new database; every other existing row was copied before.
  const conflict =
    name === "organization_heads"
      ? `do update set ${nonKeyColumns.map((column) => `${column} = excluded.${column}`)}`
      : "do nothing";
  await sql.run(
    `insert into ${name} (${columns.join(", ")}) values ${values.join(", ")}
     on conflict (${key.join(", ")}) ${conflict}`,
    ...conditions.values,
  );
}

const plainValue = (row: Row, column: string): SqlValue =>
  flags.has(column) ? Boolean(row[column]) : (row[column] ?? null);

async function verified(from: Engine, to: Engine, table: Table): Promise<CopiedTable> {
  const source = await digest(from.reader, table);
  const target = await digest(to.reader, table);
  if (source.hash !== target.hash)
    throw new Error(
      `The table ${table.name} differs after the copy (${source.rows} rows in the source, ${target.rows} in the target). Stop every server that uses either database and run the command again.`,
    );
  return source;
}

async function digest(sql: Sql, table: Table): Promise<CopiedTable> {
  const hash = createHash("sha256");
  let total = 0;
  for await (const rows of pages(sql, table))
    for (const row of rows) {
      const columns = Object.keys(row).sort();
      hash.update(`${JSON.stringify(columns.map((column) => [column, plainValue(row, column)]))}\n`);
      total += 1;
    }
  return { table: table.name, rows: total, hash: hash.digest("hex") };
}
