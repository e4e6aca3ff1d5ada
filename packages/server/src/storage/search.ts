import { searchParts } from "../text/search-key.ts";
import type { Conditions, Sql } from "./sql.ts";

/** The pattern of a `like … escape '\'` for a substring. */
export const likePattern = (part: string): string =>
  `%${part.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** With more hits, walking the list in its order finds the first page sooner than sorting all hits. */
const hitsMax = 5000;

/**
 * Adds the condition that the search key of `table` contains what was typed, in any of its forms. Returns the `from`
 * clause to use. PostgreSQL's planner decides by the value whether to use its trigram index. SQLite's trigram index is a
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
  const parts = searchParts(typed ?? "");
  if (parts.length === 0) return from;
  const matches = parts.map(() => `${alias}.search_key like ? escape '\\'`);
  conditions.and(`(${matches.join(" or ")})`, ...parts.map(likePattern));
  conditions.isUnprepared = true;
  const phrases = parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(" OR ");
  if (!(await isRareInSqlite(sql, table, parts, phrases))) return from;
  conditions.and(
    `${alias}.rowid in (select rowid from ${table}_search where ${table}_search match ?)`,
    phrases,
  );
  // Forces a lookup by rowid: https://sqlite.org/lang_indexedby.html
  return `${from} not indexed`;
}

async function isRareInSqlite(
  sql: Sql,
  table: string,
  parts: readonly string[],
  phrases: string,
): Promise<boolean> {
  if (!sql.hasTrigramTables || parts.some((part) => [...part].length < 3)) return false;
  const counted = await sql.first<{ hits: number }>(
    `select count(*) as hits from (select 1 from ${table}_search where ${table}_search match $1 limit $2)`,
    phrases,
    hitsMax,
  );
  return (counted?.hits ?? 0) < hitsMax;
}
