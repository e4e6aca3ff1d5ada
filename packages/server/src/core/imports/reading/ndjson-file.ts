import { describeName } from "../../kernel/describe-value.ts";
import { invalidImportFile } from "../../kernel/errors.ts";
import {
  type ColumnNames,
  columnNames,
  type Header,
  readColumns,
  readHeader,
  unreadNote,
} from "./columns.ts";
import { type JsonRecord, ndjsonRecords, parseObject } from "./ndjson-records.ts";
import type { ImportFileOptions, RecordFile, RecordOfFile } from "./open-import-file.ts";
import type { Cell } from "./row-cells.ts";
import type { Refusal } from "./rows.ts";

/** Divides a file with a JSON object in every line into the cells of its columns. Throws when the first one is wrong. */
export function openNdjson(
  head: string,
  text: AsyncIterable<string>,
  { kind, preset }: ImportFileOptions,
): RecordFile {
  const first = parseObject(head.split("\n").find((line) => line.trim() !== "") ?? "");
  if (first === undefined)
    throw invalidImportFile("The first line of the file is no JSON object. Write one object in every line.");
  return openRecords(first, ndjsonRecords(text), columnNames(kind, preset));
}

/** Divides JSON objects into the cells of their columns. Throws when the first one is wrong. */
export function openRecords(
  first: Readonly<Record<string, unknown>>,
  records: AsyncIterable<JsonRecord>,
  names: ColumnNames,
): RecordFile {
  const header = readHeader(names, Object.keys(first));
  const { problems, unread } = header;
  if (problems.length > 0)
    throw invalidImportFile(`The first object of the file is wrong: ${problems.join("; ")}.`);
  return { columns: readColumns(header), notes: unreadNote(unread), records: cellsOf(records, names) };
}

async function* cellsOf(
  records: AsyncIterable<JsonRecord>,
  names: ColumnNames,
): AsyncGenerator<RecordOfFile> {
  let shape = "";
  let header: Header | undefined;
  for await (const { row, record } of records) {
    if (record === undefined) {
      yield { row, refusals: [invalidRow("The line is no JSON object.", "one JSON object")] };
      continue;
    }
    const members = Object.keys(record);
    // Most objects of a file have the same members as the one before them.
    if (header === undefined || shape !== members.join("\n")) header = readHeader(names, members);
    shape = members.join("\n");
    yield toCells(row, record, header);
  }
}

/** The cells of one object, or why it has none. */
function toCells(
  row: number,
  record: Readonly<Record<string, unknown>>,
  { columns, problems }: Header,
): RecordOfFile {
  const refusals = problems.map((problem) =>
    invalidRow(`The object is wrong: ${problem}.`, "an object of known members"),
  );
  const cells: Record<string, Cell> = {};
  for (const [index, name] of Object.keys(record).entries()) {
    const column = columns[index];
    if (column === undefined) continue;
    const cell = toCell(record[name]);
    if (cell === undefined) refusals.push(invalidMember(column));
    else cells[column] = cell;
  }
  return refusals.length > 0 ? { row, refusals } : { row, cells };
}

const invalidRow = (detail: string, expected: string): Refusal => ({
  code: "invalid_row",
  column: "",
  detail,
  expected,
});

const memberFormat = "a text, a number, true, false, null or a list of texts";

const invalidMember = (column: string): Refusal => ({
  code: "invalid_value",
  column,
  detail: `${describeName(column)} must be ${memberFormat}.`,
  expected: memberFormat,
});

/** Null is an empty cell. Undefined for values of other types. */
function toCell(value: unknown): Cell | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) && value.every((it) => typeof it === "string") ? value : undefined;
}
