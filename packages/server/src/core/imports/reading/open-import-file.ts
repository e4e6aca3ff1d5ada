import type { Provider } from "../../../model.ts";
import { importTooLarge, invalidArguments, invalidImportFile } from "../../kernel/errors.ts";
import { isCountry } from "../../numbers/line.ts";
import { openCsv } from "./csv-file.ts";
import type { Delimiter } from "./csv-records.ts";
import { decodeText, type Encoding } from "./decode-text.ts";
import { previewOf, readHead } from "./file-head.ts";
import { openJson } from "./json-file.ts";
import { openNdjson } from "./ndjson-file.ts";
import { readNumberRow } from "./number-row.ts";
import { loadPhones } from "./phone-lengths.ts";
import { type Preset, presetSources } from "./presets.ts";
import type { Cells } from "./row-cells.ts";
import type { ImportKind, ReadRow } from "./rows.ts";
import { readUserRow } from "./user-row.ts";

export const importFormats = ["csv", "ndjson"] as const;
export type ImportFormat = (typeof importFormats)[number];

const importRowsMax = 1_000_000;
/** Of the decompressed file. */
const importBytesMax = 256 * 1024 * 1024;

export interface ImportFileOptions {
  readonly kind: ImportKind;
  /** By default NDJSON if the file begins with `{`, and CSV otherwise. */
  readonly format?: ImportFormat | undefined;
  /** By default that of the byte order mark, or UTF-8. */
  readonly encoding?: Encoding | undefined;
  /** By default the one that divides the header into the most columns. */
  readonly delimiter?: Delimiter | undefined;
  /** The system whose list of numbers the file is. */
  readonly preset?: Preset | undefined;
  /** The country of lines without a country code, in ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** The provider of numbers whose file has no column for it. */
  readonly provider?: Provider | undefined;
  readonly limits?: { readonly rowsMax: number; readonly bytesMax: number };
}

/** A file whose rows can be read once. */
export interface ImportFile {
  /** The columns that are read. */
  readonly columns: readonly string[];
  /** The first three lines as they were decoded. */
  readonly preview: readonly string[];
  /** What the caller should know of the file. */
  readonly notes: readonly string[];
  /** Reads no further than its consumer. Throws when the file itself cannot be read. */
  readonly rows: AsyncIterable<ReadRow>;
}

/** A file divided into records, with the columns of each. */
export interface RecordFile {
  readonly columns: readonly string[];
  readonly notes: readonly string[];
  readonly records: AsyncIterable<RecordOfFile>;
}

export type RecordOfFile =
  | { readonly row: number; readonly cells: Cells }
  | Extract<ReadRow, { readonly refusals: unknown }>;

/**
 * Opens a file of numbers or users. Throws when its encoding, its header or its syntax is wrong. The file is read while
 * its rows are consumed, and at most one chunk ahead.
 */
export async function openImportFile(
  source: AsyncIterable<Uint8Array>,
  options: ImportFileOptions,
): Promise<ImportFile> {
  requireCountry(options.country);
  if (options.kind === "users" && options.preset !== undefined) throw presetOfUsers();
  const { rowsMax, bytesMax } = options.limits ?? { rowsMax: importRowsMax, bytesMax: importBytesMax };
  const { head, text } = await readHead(decodeText(source, { encoding: options.encoding, bytesMax }));
  if (head.trim() === "") throw invalidImportFile("The file is empty.");
  const { columns, notes, records } = await openRecordFile(head, text, options);
  const read = await rowReader(options);
  return {
    columns,
    preview: previewOf(head),
    notes: options.encoding === "windows-1256" ? [...notes, persianNote] : notes,
    rows: readRows(records, read, rowsMax),
  };
}

function openRecordFile(
  head: string,
  text: AsyncIterable<string>,
  options: ImportFileOptions,
): RecordFile | Promise<RecordFile> {
  const { format, preset } = options;
  const isJson = /^\s*[{[]/.test(head);
  if (format === "csv" || (format === undefined && !isJson)) return openCsv(head, text, options);
  if (format === undefined && preset !== undefined && presetSources[preset].items !== undefined)
    return openJson(text, preset);
  return openNdjson(head, text, options);
}

const persianNote =
  "Windows-1256 has no Persian yeh and kaf: the Arabic letters in their place were read as the Persian ones.";

type RowReader = (row: number, cells: Cells) => ReadRow;

async function rowReader({ kind, country, provider, preset }: ImportFileOptions): Promise<RowReader> {
  if (kind === "users") return readUserRow;
  const ofPreset = preset && presetSources[preset].provider;
  const options = { phones: await loadPhones(), country, provider: provider ?? ofPreset };
  return (row, cells) => readNumberRow(row, cells, options);
}

async function* readRows(
  records: AsyncIterable<RecordOfFile>,
  read: RowReader,
  rowsMax: number,
): AsyncGenerator<ReadRow> {
  let count = 0;
  for await (const record of records) {
    count += 1;
    if (count > rowsMax) throw importTooLarge(`${rowsMax} rows`);
    yield "cells" in record ? read(record.row, record.cells) : record;
  }
}

const presetOfUsers = () =>
  invalidArguments({ argument: "preset", rule: "mismatch", problem: "must be omitted for users" });

function requireCountry(country: string | undefined): void {
  if (country === undefined || isCountry(country)) return;
  const problem = "must be an ISO 3166-1 country code of two capital letters, like CA";
  throw invalidArguments({ argument: "country", rule: "format", problem });
}
