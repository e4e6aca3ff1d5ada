import { DatabaseSync } from "node:sqlite";
import { brokenChainOf } from "../event-chains.ts";
import { SqliteSql } from "./sqlite-sql.ts";

/**
 * The first damage of a database file that nothing else uses and that has no log, or the first event that does not fit its
 * hash chain; undefined when it is sound. Creates no files next to it. Blocks for as long as the file takes to read.
 */
export async function damageOf(file: URL): Promise<string | undefined> {
  const db = openUnused(file);
  try {
    return firstDamage(db) ?? (await brokenChain(db));
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === undefined || !damageCodes.includes(errcode & 0xff)) throw error;
    return message;
  } finally {
    db.close();
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: https://sqlite.org/rescode.html */
const damageCodes: readonly number[] = [11, 26];

function firstDamage(db: DatabaseSync): string | undefined {
  const [first] = Object.values(db.prepare("pragma integrity_check(1)").get() ?? {});
  if (first !== "ok")
    return String(first)
      .replace(/^\*{3}.*\n/, "")
      .replaceAll("\n", "; ");
  const orphan = db.prepare("pragma foreign_key_check").get();
  return orphan && `a row of ${orphan.table} refers to a missing row of ${orphan.parent}`;
}

/** Databases of versions before 0008 have no hashes. */
async function brokenChain(db: DatabaseSync): Promise<string | undefined> {
  const column = db
    .prepare("select 1 from pragma_table_info('organization_heads') where name = 'hash'")
    .get();
  return column && brokenChainOf(new SqliteSql(db));
}

/** Opens a database file for reading, as one that no other connection changes: without locks, log and index of the log. */
export function openUnused(file: URL): DatabaseSync {
  const immutable = new URL(file);
  immutable.searchParams.set("immutable", "1");
  return new DatabaseSync(immutable, { readOnly: true });
}
