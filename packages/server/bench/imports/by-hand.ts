import { copyFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Elapsed, elapsedOf } from "./elapsed.ts";

/** What an imported number with a holder consists of. */
const tables = ["numbers", "number_claims", "assignments", "events"];
const rowsPerTransaction = 500;

type Row = Record<string, SQLInputValue>;

/** Inserts the rows of the imported numbers into a copy of the database that has none, in transactions of 500 numbers. */
export async function insertByHand(database: string): Promise<Elapsed> {
  const copy = `${database}-by-hand`;
  copyFileSync(database, copy);
  const db = new DatabaseSync(copy);
  db.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on");
  const rows = new Map(tables.map((table) => [table, takeRows(db, table)]));
  const numbers = rows.get("numbers")?.length ?? 0;
  const inserts = [...rows].map(([table, all]) => ({ all, insert: inserter(db, table, all), done: 0 }));
  const elapsed = await elapsedOf(() => {
    for (let done = 0; done < numbers; done += rowsPerTransaction) {
      db.exec("begin immediate");
      for (const one of inserts) {
        const end = Math.ceil(((done + rowsPerTransaction) / numbers) * one.all.length);
        for (; one.done < Math.min(end, one.all.length); one.done++) one.insert(one.all[one.done] as Row);
      }
      db.exec("commit");
    }
  });
  db.close();
  return elapsed;
}

/** The rows of a table, which is empty afterwards, without the columns that the database computes. */
function takeRows(db: DatabaseSync, table: string): readonly Row[] {
  const columns = db
    .prepare(`pragma table_xinfo(${table})`)
    .all()
    .filter(({ hidden }) => hidden === 0)
    .map(({ name }) => name);
  const where = table === "events" ? "where number_id is not null" : "";
  const rows = db.prepare(`select ${columns.join(", ")} from ${table} ${where} order by rowid`).all();
  const triggers = db
    .prepare("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ?")
    .all(table);
  db.exec("pragma foreign_keys = off");
  for (const { name } of triggers) db.exec(`drop trigger ${name}`);
  db.exec(`delete from ${table} ${where}`);
  if (table === "numbers") db.exec("insert into numbers_search (numbers_search) values ('rebuild')");
  for (const { name, sql } of triggers) if (name !== "events_are_only_appended") db.exec(String(sql));
  db.exec("pragma foreign_keys = on");
  return rows as readonly Row[];
}

function inserter(db: DatabaseSync, table: string, rows: readonly Row[]): (row: Row) => void {
  const columns = Object.keys(rows[0] ?? {});
  const insert = db.prepare(
    `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
  );
  return (row) => insert.run(...columns.map((column) => row[column] as SQLInputValue));
}
