import { type Conditions, type Sql, withoutCase } from "./sql.ts";

/** The pattern of a `like … escape '\'` that finds this part in any case. */
export const patternOf = (part: string): string => `%${part.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** A line is looked for by its digits, however they were typed: `555 01` and `(555) 01` find `+14165550102`. */
const asTyped = (part: string): string =>
  /^[\d\s()+.-]*\d[\d\s()+.-]*$/.test(part) ? part.replaceAll(/[\s().-]/g, "") : part;

/** From so many hits on, the first of them are met sooner by walking the list than by sorting them all. */
const hitsMax = 5000;

/**
 * Keeps the rows of `table` (under its `alias`) whose search key has this part, in any case, and gives the `from`
 * to look in. PostgreSQL's planner sees the part, and takes its trigram index where few rows have it. SQLite's index
 * is a table beside, which knows parts of three characters or more, and its planner cannot see how many they are.
 */
export async function addSearch(
  conditions: Conditions,
  sql: Sql,
  { table, alias }: { table: "numbers" | "users"; alias: string },
  typed: string | undefined,
): Promise<string> {
  const from = `from ${table} ${alias}`;
  const part = withoutCase(asTyped(typed?.trim() ?? ""));
  if (part === "") return from;
  conditions.and(`${alias}.search_key like ? escape '\\'`, patternOf(part));
  conditions.isUnprepared = true;
  const phrase = `"${part.replaceAll('"', '""')}"`;
  if (!(await isRareInSqlite(sql, table, part, phrase))) return from;
  conditions.and(
    `${alias}.rowid in (select rowid from ${table}_search where ${table}_search match ?)`,
    phrase,
  );
  // Leaves the rowid as the only way in: https://sqlite.org/lang_indexedby.html
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
