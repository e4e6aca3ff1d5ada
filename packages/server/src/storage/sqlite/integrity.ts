import { DatabaseSync } from "node:sqlite";

/**
 * The first damage of a database file that nothing else uses and that has no log; undefined when it is sound. Creates
 * no files next to it. Blocks for as long as the file takes to read.
 */
export function damageOf(file: URL): string | undefined {
  const db = openUnused(file);
  try {
    return firstDamage(db);
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

/** Opens a database file for reading, as one that no other connection changes: without locks, log and index of the log. */
export function openUnused(file: URL): DatabaseSync {
  const immutable = new URL(file);
  immutable.searchParams.set("immutable", "1");
  return new DatabaseSync(immutable, { readOnly: true });
}
