import { styleText } from "node:util";
import { columnTitles, valueAt } from "./columns.ts";
import type { Io } from "./io.ts";

/** A value on a terminal. Control characters, which could change the terminal, are replaced. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cell).join(", ");
  return printable(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** Replaces control characters and those that change the direction of text. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");

const widthOf = (text: string): number => [...text].length;
const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

/** Formats rows in columns that are as wide as the rows so far need; later rows can be wider. */
export class Table {
  readonly #columns: readonly string[];
  readonly #bold: (text: string) => string;
  #widths: readonly number[] | undefined;

  constructor(columns: readonly string[], io: Io) {
    this.#columns = columns;
    this.#bold = boldFor(io);
  }

  /** Returns the lines of the rows, before the first ones those of the header. */
  lines(records: readonly unknown[]): readonly string[] {
    const rows = records.map((record) => this.#columns.map((path) => cell(valueAt(record, path))));
    const header = this.#columns.map(titleOf);
    const isFirst = this.#widths === undefined;
    const widths =
      this.#widths ?? header.map((title, index) => maxWidth([title, ...rows.map((row) => row[index] ?? "")]));
    this.#widths = widths;
    const line = (row: readonly string[]) =>
      row
        .map((text, index) => pad(text, widths[index] ?? 0))
        .join("  ")
        .trimEnd();
    return [...(isFirst ? [this.#bold(line(header))] : []), ...rows.map(line)];
  }
}

const maxWidth = (texts: readonly string[]): number => Math.max(...texts.map(widthOf));

/** `isInboundEnabled` becomes `INBOUND ENABLED`. */
const titleOf = (path: string): string =>
  columnTitles[path] ??
  path
    .replace(/^is(?=[A-Z])/, "")
    .replaceAll(".", " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();

/** Formats one record as a line for each of its values. */
export function recordLines(record: object, io: Io): readonly string[] {
  const entries = Object.entries(record).map(
    ([name, value]) => [titleOf(name).toLowerCase(), valueLines(value, io)] as const,
  );
  const width = maxWidth(entries.map(([name]) => name));
  const bold = boldFor(io);
  return entries.flatMap(([name, values]) =>
    values.map((value, index) => `${bold(pad(index === 0 ? name : "", width))}  ${value}`.trimEnd()),
  );
}

/** A line for each sentence of a list; for records several, with an empty line between two records. */
function valueLines(value: unknown, io: Io): readonly string[] {
  if (!Array.isArray(value)) return [cell(value)];
  if (value.some(isRecord))
    return value.flatMap((item, index) => [
      ...(index === 0 ? [] : [""]),
      ...(isRecord(item) ? recordLines(item, io) : [cell(item)]),
    ]);
  return value.some((item) => String(item).includes(" ")) ? value.map(cell) : [cell(value)];
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const boldFor = ({ stdout, env }: Io): ((text: string) => string) =>
  isColoured(stdout, env) ? (text) => styleText("bold", text, { validateStream: false }) : String;

/** `NO_COLOR` and `TERM=dumb` turn colours off, `FORCE_COLOR` turns them on. */
export function isColoured(output: Io["stdout"], { NO_COLOR, FORCE_COLOR, TERM }: Io["env"]): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return output.isTTY === true && TERM !== "dumb";
}
