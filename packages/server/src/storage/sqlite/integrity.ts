import { DatabaseSync } from "node:sqlite";

/**
 * The first damage of a database file that nothing else uses and that has no log; undefined when it is sound. Creates
 * no files next to it. Blocks for as long as the file takes to read.
 */
export function damageOf(file: URL): string | undefined {
  const db = openUnused(file);
  try {
    const [first] = Object.values(db.prepare("pragma integrity_check(1)").get() ?? {});
    if (first !== "ok") return String(first);
    const orphan = db.prepare("pragma foreign_key_check").get();
    return orphan && `a row of ${orphan.table} refers to a missing row of ${orphan.parent}`;
  } finally {
    db.close();
  }
}

/** Opens a database file for reading, as one that no other connection changes: without locks, log and index of the log. */
export function openUnused(file: URL): DatabaseSync {
  const immutable = new URL(file);
  immutable.searchParams.set("immutable", "1");
  return new DatabaseSync(immutable, { readOnly: true });
}
