import { stringify } from "csv-stringify/sync";
import { joinNames } from "../imports/reading/name-list.ts";

/**
 * How a spreadsheet must treat the cells of a column: an `identifier` is never a number, a `text` is what people typed,
 * and a `value` has one of our formats.
 */
export type CellKind = "identifier" | "text" | "value";

/**
 * `plain` writes every cell as it is. `excel` keeps spreadsheets from changing cells or running them as formulas: with a
 * byte order mark, CRLF, and an apostrophe before such cells, which the import of a row with one before its line or id
 * takes off.
 */
export const csvStyles = ["plain", "excel"] as const;
export type CsvStyle = (typeof csvStyles)[number];

export type CellValue = string | number | boolean | null | readonly string[] | object;
export type Columns = Readonly<Record<string, CellKind>>;
export type Row = Readonly<Record<string, CellValue>>;

/** The header, which is the beginning of the file. */
export const csvHeader = (columns: Columns, style: CsvStyle): string =>
  (style === "excel" ? "\uFEFF" : "") + toLines([Object.keys(columns)], style);

export const csvRows = (columns: Columns, rows: readonly Row[], style: CsvStyle): string => {
  const kinds = Object.entries(columns);
  const write = style === "excel" ? spreadsheetCell : plainCell;
  return toLines(
    rows.map((row) => kinds.map(([name, kind]) => write(name, row[name] ?? null, kind))),
    style,
  );
};

const toLines = (rows: readonly (readonly string[])[], style: CsvStyle): string =>
  stringify(rows as string[][], {
    quoted_match: /[\r\n]/,
    record_delimiter: style === "excel" ? "windows" : "unix",
  });

function plainCell(name: string, value: CellValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value)) return JSON.stringify(value);
  return name === "groups" ? joinNames(value) : value.join(" ");
}

function spreadsheetCell(name: string, value: CellValue, kind: CellKind): string {
  const text = plainCell(name, value);
  const isAtRisk =
    kind === "identifier" ? text !== "" : formula.test(text) || (kind === "text" && number.test(text));
  return isAtRisk ? `'${text}` : text;
}

/** Signs that begin a formula (https://owasp.org/www-community/attacks/CSV_Injection), and the apostrophe itself. */
const formula = /^[=+\-@\t\r\n＝＋－＠']/;
/** A number or a date, or what a spreadsheet takes for one. */
const number = /^[\d.,\s]*\d/;
