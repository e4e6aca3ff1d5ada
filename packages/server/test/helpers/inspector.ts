import { DatabaseSync } from "node:sqlite";
import { Pool } from "pg";

export type Row = Readonly<Record<string, unknown>>;

/** Looks into a database past Whoseline, on a connection of its own. */
export interface Inspector {
  rows<R = Row>(text: string): Promise<R[]>;
  close(): Promise<void>;
}

export function inspect(database: string): Inspector {
  return /^postgres/.test(database) ? inspectPostgres(database) : inspectSqlite(database);
}

function inspectSqlite(path: string): Inspector {
  const db = new DatabaseSync(path, { timeout: 2000 });
  return {
    rows: async <R>(text: string) => db.prepare(text).all() as R[],
    close: async () => db.close(),
  };
}

function inspectPostgres(url: string): Inspector {
  const pool = new Pool({ connectionString: url, max: 1, application_name: "inspector" });
  pool.on("error", () => {});
  return {
    rows: async <R>(text: string) => (await pool.query(text)).rows as R[],
    close: () => pool.end(),
  };
}

const tables: Readonly<Record<string, string>> = {
  organizations: "id",
  organization_heads: "organization_id",
  users: "organization_id",
  user_groups: "organization_id",
  group_members: "organization_id",
  number_claims: "organization_id",
  numbers: "organization_id",
  assignments: "organization_id",
  api_keys: "organization_id",
  events: "organization_id",
};

/** Every row of an organization, by table and key; and all that is remembered of repeated requests. */
export async function dump(
  inspector: Inspector,
  organizationId: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [table, column] of Object.entries(tables))
    for (const row of await inspector.rows(`select * from ${table} where ${column} = '${organizationId}'`))
      found.set(`${table} ${keyOf(table, row)}`, JSON.stringify(row));
  for (const row of await inspector.rows("select * from idempotency"))
    found.set(`idempotency ${row.credential_id} ${row.key}`, JSON.stringify(row));
  return found;
}

const keyOf = (table: string, row: Row): string =>
  ({
    group_members: `${row.group_id} ${row.user_id}`,
    number_claims: `${row.provider} ${row.line}`,
    events: String(row.seq),
    organization_heads: "head",
  })[table] ?? String(row.id);

/** How many rows of which table came, went or changed: `+1 users, ~1 organization_heads`. */
export function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  const count = (sign: string, name: string) => {
    const what = `${sign}${name.split(" ")[0]}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  for (const [name, row] of after)
    if (!before.has(name)) count("+", name);
    else if (before.get(name) !== row) count("~", name);
  for (const name of before.keys()) if (!after.has(name)) count("-", name);
  return [...counts]
    .map(([what, times]) => `${times}${what}`)
    .sort()
    .join(" ");
}
