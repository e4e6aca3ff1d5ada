import { invalidImportFile } from "../../kernel/errors.ts";
import {
  type ColumnNames,
  columnNames,
  type Header,
  knownCells,
  readColumns,
  readHeader,
  unreadNote,
} from "./columns.ts";
import { csvRecords, type Delimiter, delimiters, firstRecord } from "./csv-records.ts";
import type { ImportFileOptions, RecordFile, RecordOfFile } from "./open-import-file.ts";
import type { Cells } from "./row-cells.ts";

/** Divides a CSV file into the cells of its columns. Throws when the header is wrong. */
export function openCsv(
  head: string,
  text: AsyncIterable<string>,
  { kind, preset, delimiter: stated }: ImportFileOptions,
): RecordFile {
  const names = columnNames(kind, preset);
  const delimiter = stated ?? delimiterOf(head, names);
  const cells = firstRecord(head, delimiter);
  if (cells === undefined) throw invalidImportFile(headerMissing);
  const header = readHeader(names, cells);
  if (header.problems.length > 0) throw invalidImportFile(headerSentence(header));
  return {
    columns: readColumns(header),
    notes: unreadNote(header.unread),
    records: cellsOf(csvRecords(text, delimiter), header),
  };
}

const headerMissing = "The first row of the file must have the names of the columns.";

const headerSentence = ({ problems }: Header): string => {
  const text = problems.join("; ");
  return `The header of the file is wrong: ${text}.`;
};

/** The delimiter that makes the most known columns of the header. */
const delimiterOf = (head: string, names: ColumnNames): Delimiter => {
  const counts = new Map(
    delimiters.map((delimiter) => [delimiter, knownCells(names, firstRecord(head, delimiter) ?? [])]),
  );
  return delimiters.toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))[0] ?? ",";
};

async function* cellsOf(
  records: AsyncIterable<{ readonly row: number; readonly cells: readonly string[] }>,
  { columns }: Header,
): AsyncGenerator<RecordOfFile> {
  let isHeader = true;
  for await (const { row, cells } of records) {
    if (isHeader) isHeader = false;
    else
      yield isRagged(cells, columns)
        ? refuseRagged(row, cells, columns)
        : { row, cells: named(cells, columns) };
  }
}

/** Spreadsheets write empty cells behind the last column. */
const isRagged = (cells: readonly string[], columns: Header["columns"]): boolean =>
  cells.length < columns.length || cells.some((cell, index) => index >= columns.length && cell !== "");

const refuseRagged = (row: number, cells: readonly string[], columns: Header["columns"]): RecordOfFile => {
  const expected = `a row of ${columns.length} cells, as the header has`;
  const detail = `The row has ${cells.length} cells and the header has ${columns.length}.`;
  return { row, refusals: [{ code: "invalid_row", column: "", detail, expected }] };
};

/**
 * Our export for spreadsheets writes an apostrophe before every line and id, and before other cells that a spreadsheet
 * would change. No line or id begins with one, so that they show whether the row is of such an export.
 */
function named(cells: readonly string[], columns: Header["columns"]): Cells {
  const row: Record<string, string> = {};
  let hasApostrophes = false;
  for (const [index, name] of columns.entries()) {
    if (name === undefined) continue;
    const cell = cells[index] ?? "";
    row[name] = cell;
    if ((name === "line" || name === "id") && cell.startsWith("'")) hasApostrophes = true;
  }
  return hasApostrophes ? withoutApostrophes(row) : row;
}

const withoutApostrophes = (row: Readonly<Record<string, string>>): Cells =>
  Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, cell.startsWith("'") ? cell.slice(1) : cell]),
  );
