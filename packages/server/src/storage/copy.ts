import { createHash } from "node:crypto";
import type { Engine } from "./engine.ts";
import { Conditions, firstOrThrow, placeholders, type Sql, type SqlValue } from "./sql.ts";

/** Every table with its key, each after those it refers to. */
const tables: readonly { readonly name: string; readonly key: readonly string[] }[] = [
  { name: "settings", key: ["name"] },
  { name: "organizations", key: ["id"] },
  { name: "organization_heads", key: ["organization_id"] },
  { name: "users", key: ["organization_id", "id"] },
  { name: "user_groups", key: ["organization_id", "id"] },
  { name: "group_members", key: ["organization_id", "group_id", "user_id"] },
  { name: "number_claims", key: ["provider", "line"] },
  { name: "numbers", key: ["organization_id", "id"] },
  { name: "assignments", key: ["organization_id", "id"] },
  { name: "offboardings", key: ["organization_id", "id"] },
  { name: "api_keys", key: ["organization_id", "id"] },
  { name: "events", key: ["organization_id", "seq"] },
  { name: "idempotency", key: ["organization_id", "credential_id", "key"] },
];
type Table = (typeof tables)[number];
type Row = Record<string, SqlValue>;

/** 0 and 1 on one engine, false and true on the other. */
const flags = new Set(["is_owner", "is_default", "is_inbound_enabled", "is_outbound_enabled"]);
const rowsAtOnce = 100;

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over every row in order of the key; equal on both sides, or the copy has failed. */
  readonly hash: string;
}

export interface Progress {
  start(table: string, rows: number): void;
  copied(rows: number): void;
}

/**
 * Copies every row from one engine to another, whose tables are up to date and hold nothing but what an earlier
 * copy from here brought. May be repeated after an interruption. Throws when the two sides differ at the end.
 */
export async function copyDatabase(
  from: Engine,
  to: Engine,
  progress: Progress,
): Promise<readonly CopiedTable[]> {
  await assertNothingElse(from, to);
  for (const table of tables) {
    progress.start(table.name, await count(from.reader, table));
    for await (const rows of pages(from.reader, table)) {
      await to.transaction((sql) => insert(sql, table, rows));
      progress.copied(rows.length);
    }
  }
  // Not before everything is there: a source that is written to changes tables that were copied already.
  const copied: CopiedTable[] = [];
  for (const table of tables) copied.push(await verified(from, to, table));
  return copied;
}

/** A database that has a life of its own is not overwritten: its pepper, made at its first start, tells. */
async function assertNothingElse(from: Engine, to: Engine): Promise<void> {
  const pepper = "select value from settings where name = 'pepper'";
  const there = await to.reader.first<{ value: string }>(pepper);
  const here = await from.reader.first<{ value: string }>(pepper);
  if (there && there.value !== here?.value)
    throw new Error("The target already holds another Whoseline's data. Give an empty database.");
}

async function count(sql: Sql, { name }: Table): Promise<number> {
  return (await firstOrThrow<{ total: number }>(sql, `select count(*) as total from ${name}`)).total;
}

async function* pages(sql: Sql, { name, key }: Table): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ; ) {
    const conditions = new Conditions();
    if (last) {
      const { length } = key;
      const after = key.map((column) => last?.[column] ?? null);
      conditions.and(`(${key.join(", ")}) > ${placeholders(length)}`, ...after);
    }
    const limit = conditions.value(rowsAtOnce);
    const rows = await sql.all<Row>(
      `select * from ${name} ${conditions.text} order by ${key.join(", ")} limit ${limit}`,
      ...conditions.values,
    );
    if (rows.length > 0) yield rows;
    last = rows.at(-1);
    if (rows.length < rowsAtOnce) return;
  }
}

/** A full page in one statement, so that few different ones are prepared; what is left over row by row. */
async function insert(sql: Sql, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === rowsAtOnce) return insertRows(sql, table, rows);
  for (const row of rows) await insertRows(sql, table, [row]);
}

async function insertRows(sql: Sql, { name, key }: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const conditions = new Conditions();
  const values = rows.map(
    (row) => `(${columns.map((column) => conditions.value(plainValue(row, column))).join(", ")})`,
  );
  const rest = columns.filter((column) => !key.includes(column));
  // Only the head of the platform exists before a copy; every other row that is there came from here.
  const conflict =
    name === "organization_heads"
      ? `do update set ${rest.map((column) => `${column} = excluded.${column}`)}`
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
  const here = await digest(from.reader, table);
  const there = await digest(to.reader, table);
  if (here.hash !== there.hash)
    throw new Error(
      `The table ${table.name} differs after the copy (${here.rows} rows here, ${there.rows} there). Stop every Whoseline on both databases and run it again.`,
    );
  return here;
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
