import { type Conditions, type Sql, withoutCase } from "./sql.ts";

/** The pattern of a `like … escape '\'` for a substring. */
export const likePattern = (part: string): string =>
  `%${part.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** Removes separators from a part of a line: `555 01` and `(555) 01` find `+14165550102`. */
const withoutSeparators = (part: string): string =>
  /^[\d\s()+.-]*\d[\d\s()+.-]*$/.test(part) ? part.replaceAll(/[\s().-]/g, "") : part;

/** With more hits, walking the list in its order finds the first page sooner than sorting all hits. */
const hitsMax = 5000;

/**
 * Adds the condition that the search key of `table` contains `typed`, case-insensitively. Returns the `from` clause
 * to use. PostgreSQL's planner decides by the value whether to use its trigram index. SQLite's trigram index is a
 * separate table without statistics for the planner, and needs three characters or more, so the decision is made
 * here.
 */
export async function addSearch(
  conditions: Conditions,
  sql: Sql,
  { table, alias }: { table: "numbers" | "users"; alias: string },
  typed: string | undefined,
): Promise<string> {
  const from = `from ${table} ${alias}`;
  const part = withoutCase(withoutSeparators(typed?.trim() ?? ""));
  if (part === "") return from;
  conditions.and(`${alias}.search_key like ? escape '\\'`, likePattern(part));
  conditions.isUnprepared = true;
  const phrase = `"${part.replaceAll('"', '""')}"`;
  if (!(await isRareInSqlite(sql, table, part, phrase))) return from;
  conditions.and(
    `${alias}.rowid in (select rowid from ${table}_search where ${table}_search match ?)`,
    phrase,
  );
  // Forces a lookup by rowid: https://sqlite.org/lang_indexedby.html
  return `${from} not indexed`;
}

async function isRareInSqlite(sql: Sql, table: string, part: string, phrase: string): Promise<boolean> {
  if (!sql.hasTrigramTables || [...part].length < 3) return false;
  const counted = await sql.first<{ hits: number }>(
    `select count(*) as hits from (select 1 from ${table}_search where ${table}_search match $1 limit $2)`,
    phrase,
    hitsMax,
  );
  return (counted?.hits ?? 0) < hitsMax;
}
