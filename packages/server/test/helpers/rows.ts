import { DatabaseSync } from "node:sqlite";
import { Client, types } from "pg";
import type { EngineName } from "./engines.ts";

export type Row = Record<string, unknown>;

/** Asks a database of either engine past the app. */
export async function readRows(engine: EngineName, database: string, sql: string): Promise<Row[]> {
  if (engine === "sqlite") {
    const db = new DatabaseSync(database, { readOnly: true });
    const rows = db.prepare(sql).all();
    db.close();
    return rows.map((row) => ({ ...row }));
  }
  const client = new Client({ connectionString: database, types: { getTypeParser } });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const bigint = 20;
const getTypeParser = ((oid: number, format: "text") =>
  oid === bigint ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser;
