import { invalidImportFile } from "../../kernel/errors.ts";
import { recordLengthMax } from "./csv-records.ts";

export interface JsonRecord {
  /** The number of the line or, of a JSON document, of the item. */
  readonly row: number;
  /** Undefined when it is no JSON object. */
  readonly record: Readonly<Record<string, unknown>> | undefined;
}

/** The lines of a file of JSON objects, except empty ones. */
export async function* ndjsonRecords(text: AsyncIterable<string>): AsyncGenerator<JsonRecord> {
  let row = 0;
  let rest = "";
  for await (const part of text) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      row += 1;
      if (line.trim() !== "") yield { row, record: parseObject(line) };
    }
    if (rest.length > recordLengthMax)
      throw invalidImportFile(`Line ${row + 1} of the file has more than ${recordLengthMax} characters.`);
  }
  if (rest.trim() !== "") yield { row: row + 1, record: parseObject(rest) };
}

/** Undefined when the text is no JSON object. */
export function parseObject(text: string): JsonRecord["record"] {
  try {
    return toObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const toObject = (value: unknown): JsonRecord["record"] =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
