import { describeName } from "../../kernel/describe-value.ts";
import { invalidImportFile } from "../../kernel/errors.ts";
import { readHeader, unreadNote } from "./columns.ts";
import { type JsonRecord, ndjsonRecords } from "./ndjson-records.ts";
import type { ImportFileOptions, RecordFile, RecordOfFile } from "./open-import-file.ts";
import type { Cell, Cells } from "./row-cells.ts";
import type { ImportKind, Refusal } from "./rows.ts";

/** Divides a file with a JSON object in every line into the cells of its columns. Throws when the first one is wrong. */
export function openNdjson(
  head: string,
  text: AsyncIterable<string>,
  { kind }: ImportFileOptions,
): RecordFile {
  const first = firstObject(head);
  if (first === undefined)
    throw invalidImportFile("The first line of the file is no JSON object. Write one object in every line.");
  const { columns, unread, problems } = readHeader(kind, Object.keys(first));
  if (problems.length > 0)
    throw invalidImportFile(`The first object of the file is wrong: ${problems.join("; ")}.`);
  return {
    columns: columns.filter((name) => name !== undefined && name !== "id") as string[],
    notes: unreadNote(unread),
    records: cellsOf(kind, ndjsonRecords(text)),
  };
}

function firstObject(head: string): JsonRecord["record"] {
  const line = head.split("\n").find((it) => it.trim() !== "") ?? "";
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

async function* cellsOf(kind: ImportKind, records: AsyncIterable<JsonRecord>): AsyncGenerator<RecordOfFile> {
  for await (const { row, record } of records) yield toCells(kind, row, record);
}

/** The cells of one object, or why it has none. */
export function toCells(kind: ImportKind, row: number, record: JsonRecord["record"]): RecordOfFile {
  if (record === undefined)
    return { row, refusals: [invalidRow("The line is no JSON object.", "one JSON object")] };
  const names = Object.keys(record);
  const { columns, problems } = readHeader(kind, names);
  const refusals = problems.map((problem) =>
    invalidRow(`The object is wrong: ${problem}.`, "an object of known members"),
  );
  const cells: Record<string, Cell> = {};
  for (const [index, column] of columns.entries()) {
    if (column === undefined) continue;
    const name = names[index] ?? "";
    const cell = toCell(record[name]);
    if (cell === undefined) refusals.push(invalidMember(column));
    else cells[column] = cell;
  }
  return refusals.length > 0 ? { row, refusals } : { row, cells: cells as Cells };
}

const invalidRow = (detail: string, expected: string): Refusal => ({
  code: "invalid_row",
  column: "",
  detail,
  expected,
});

const invalidMember = (column: string): Refusal => ({
  code: "invalid_value",
  column,
  detail: `${describeName(column)} must be a text, a number, true, false, null or a list of texts.`,
  expected: "a text, a number, true, false, null or a list of texts",
});

/** Null is an empty cell. Undefined for values of other types. */
function toCell(value: unknown): Cell | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) && value.every((it) => typeof it === "string") ? value : undefined;
}
