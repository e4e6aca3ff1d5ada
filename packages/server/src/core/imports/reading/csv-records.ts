import { pipeline, Readable } from "node:stream";
import { type CsvError, type Options, parse } from "csv-parse";
import { parse as parseSync } from "csv-parse/sync";
import { invalidImportFile } from "../../kernel/errors.ts";

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** The most characters of one record. An unclosed quote would otherwise read the rest of the file into one cell. */
export const recordLengthMax = 131_072;

const options = (delimiter: Delimiter): Options => ({
  delimiter,
  relax_column_count: true,
  max_record_size: recordLengthMax,
});

/** The first record of a file that is not empty; undefined when its syntax is wrong. */
export function firstRecord(head: string, delimiter: Delimiter): readonly string[] | undefined {
  try {
    const [first]: string[][] = parseSync(head.replace(emptyLines, ""), { ...options(delimiter), to: 1 });
    return first;
  } catch {
    return undefined;
  }
}

const emptyLines = /^(?:[,;|\t ]*(?:\r\n|\n|\r))+/;

export interface CsvRecord {
  /** 1 for the first record of the file, as a spreadsheet counts. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** The records of a file, except empty ones. Reads no further than its consumer. Throws when a quote is misplaced. */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<CsvRecord> {
  const parser = parse(options(delimiter));
  const records = pipeline(Readable.from(text), parser, () => {});
  let row = 0;
  try {
    for await (const cells of records as AsyncIterable<string[]>) {
      row += 1;
      if (!isEmptyRecord(cells)) yield { row, cells };
    }
  } catch (error) {
    throw isCsvError(error) ? invalidImportFile(problemOf(error)) : error;
  }
}

const isEmptyRecord = (cells: readonly string[]): boolean => cells.every((cell) => cell === "");

const isCsvError = (error: unknown): error is CsvError => String((error as CsvError).code).startsWith("CSV_");

/** The library's own messages contain the content of cells. */
const problemOf = ({ code, records }: CsvError & { readonly records?: number }): string => {
  const row = (records ?? 0) + 1;
  return code === "CSV_MAX_RECORD_SIZE"
    ? `Row ${row} of the file has more than ${recordLengthMax} characters. Check that every quote is closed.`
    : `Row ${row} of the file has a quote (") within a cell, or one that is not closed. Write quotes within a quoted cell twice.`;
};
