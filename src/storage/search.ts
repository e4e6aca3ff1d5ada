import { type Conditions, type Sql, withoutCase } from "./sql.ts";

/** The pattern of a `like … escape '\'` that finds this part in any case. */
export const patternOf = (part: string): string => `%${part.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** A line is looked for by its digits, however they were typed: `555 01` and `(555) 01` find `+14165550102`. */
const asTyped = (part: string): string =>
  /^[\d\s()+.-]*\d[\d\s()+.-]*$/.test(part) ? part.replaceAll(/[\s().-]/g, "") : part;

/**
 * Keeps the rows of `table` (under its `alias`) whose search key has this part, in any case. PostgreSQL's own
 * trigram index serves the `like`; SQLite's is a table beside, and knows parts of three characters or more.
 */
export function addSearch(
  conditions: Conditions,
  sql: Sql,
  { table, alias }: { table: "numbers" | "users"; alias: string },
  typed: string | undefined,
): void {
  const part = withoutCase(asTyped(typed?.trim() ?? ""));
  if (part === "") return;
  conditions.and(`${alias}.search_key like ? escape '\\'`, patternOf(part));
  if (sql.hasTrigramTables && [...part].length >= 3)
    conditions.and(
      `${alias}.rowid in (select rowid from ${table}_search where ${table}_search match ?)`,
      `"${part.replaceAll('"', '""')}"`,
    );
}
