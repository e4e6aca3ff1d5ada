import { DatabaseSync } from "node:sqlite";
import { Client, types } from "pg";

export type Row = Readonly<Record<string, unknown>>;
export type Tables = Readonly<Record<TableName, readonly Row[]>>;

const queries = {
  organizations: "select * from organizations where id in ($1, $2) order by serial",
  heads: "select * from organization_heads where organization_id in ($1, $2)",
  users: "select * from users where organization_id in ($1, $2) order by serial",
  numbers: "select * from numbers where organization_id in ($1, $2) order by serial",
  claims: "select * from number_claims where organization_id in ($1, $2) order by number_id",
  assignments: "select * from assignments where organization_id in ($1, $2) order by id",
  blocks: "select * from email_blocks where organization_id in ($1, $2) order by id",
  groups: "select * from user_groups where organization_id in ($1, $2) order by serial",
  members: "select * from group_members where organization_id in ($1, $2) order by group_id, user_id",
  keys: "select * from api_keys where organization_id in ($1, $2) order by serial",
  offboardings: "select * from offboardings where organization_id in ($1, $2) order by serial",
  events:
    "select * from events where organization_id = $1 and seq > $3 or organization_id = $2 and seq > $4 order by seq",
};
type TableName = keyof typeof queries;
const names = Object.keys(queries) as TableName[];

/** Reads the rows of two organizations directly from the database; of the events, those after `after`. */
export interface Reader {
  read(organizations: readonly [string, string], after: readonly [number, number]): Promise<Tables>;
  close(): Promise<void>;
}

export const openTables = (database: string): Promise<Reader> | Reader =>
  database.startsWith("postgres") ? openPostgres(database) : openSqlite(database);

const valuesOf = (name: TableName, organizations: readonly string[], after: readonly number[]) =>
  name === "events" ? [...organizations, ...after] : [...organizations];

function openSqlite(file: string): Reader {
  const db = new DatabaseSync(file, { readOnly: true });
  const statements = names.map((name) => [name, db.prepare(queries[name].replaceAll("$", "?"))] as const);
  return {
    async read(organizations, after) {
      const rows = statements.map(([name, statement]) => [
        name,
        statement.all(...valuesOf(name, organizations, after)),
      ]);
      return Object.fromEntries(rows);
    },
    close: async () => db.close(),
  };
}

const int8 = 20;

async function openPostgres(url: string): Promise<Reader> {
  const client = new Client({
    connectionString: url,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === int8 ? Number : types.getTypeParser(oid, format as "text"),
    } as typeof types,
  });
  await client.connect();
  return {
    async read(organizations, after) {
      const tables: Partial<Record<TableName, Row[]>> = {};
      for (const name of names) {
        const query = { name, text: queries[name], values: valuesOf(name, organizations, after) };
        tables[name] = (await client.query(query)).rows;
      }
      return tables as Tables;
    },
    close: () => client.end(),
  };
}
