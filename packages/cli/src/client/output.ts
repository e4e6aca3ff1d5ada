import { identifierOf, tableColumns } from "./columns.ts";
import { type Io, write } from "./io.ts";
import type { Format } from "./output-format.ts";
import { recordLines, Table } from "./table.ts";

/** What is known of the records of a command. */
export interface RecordShape {
  readonly record?: string | undefined;
  readonly columns: readonly string[];
  /** Whether each row is shown as it arrives; otherwise the first rows decide the widths of a table. */
  readonly isLive?: boolean | undefined;
}

/** A table on a terminal, JSON elsewhere. */
export const formatOf = ({ stdout }: Io, chosen: Format | undefined): Format =>
  chosen ?? (stdout.isTTY ? "table" : "json");

/** How many rows decide the widths of a table. */
const rowsOfFirstBatch = 100;

/** Writes records as they arrive. Returns how many. */
export async function writeList(
  io: Io,
  format: Format,
  shape: RecordShape,
  records: AsyncIterable<unknown>,
): Promise<number> {
  const writer = await makeWriter(io, format, shape);
  let count = 0;
  try {
    for await (const record of records) {
      await writer.write(record);
      count++;
    }
  } finally {
    // What arrived before an error is shown; only an array that is complete is closed.
    await writer.flush?.();
  }
  await writer.end?.();
  return count;
}

interface ListWriter {
  write(record: unknown): Promise<void>;
  flush?(): Promise<void>;
  end?(): Promise<void>;
}

async function makeWriter(io: Io, format: Format, shape: RecordShape): Promise<ListWriter> {
  const line = (text: string) => write(io.stdout, `${text}\n`);
  switch (format) {
    case "table":
      return tableWriter(io, shape);
    case "json":
      return arrayWriter(io);
    case "ndjson":
      return { write: (record) => line(JSON.stringify(record)) };
    case "id":
      return { write: (record) => line(identifierOf(record) ?? "") };
    case "csv":
      return csvWriter(io, shape.columns);
  }
}

function arrayWriter({ stdout }: Io): ListWriter {
  let separator = "[\n";
  return {
    async write(record) {
      await write(stdout, `${separator}${JSON.stringify(record)}`);
      separator = ",\n";
    },
    end: () => write(stdout, separator === "[\n" ? "[]\n" : "\n]\n"),
  };
}

function tableWriter(io: Io, { record, columns, isLive }: RecordShape): ListWriter {
  const table = new Table(tableColumns(record, columns), io);
  let first: unknown[] | undefined = [];
  const flush = async () => {
    const rows = first ?? [];
    first = undefined;
    if (rows.length > 0) await write(io.stdout, `${table.lines(rows).join("\n")}\n`);
  };
  return {
    async write(row) {
      if (first === undefined) await write(io.stdout, `${table.lines([row]).join("\n")}\n`);
      else if (first.push(row) >= (isLive ? 1 : rowsOfFirstBatch)) await flush();
    },
    flush,
  };
}

async function csvWriter({ stdout }: Io, columns: readonly string[]): Promise<ListWriter> {
  const { stringify } = await import("csv-stringify/sync");
  const row = (values: readonly unknown[]) => stringify([values.map(csvValue)], { record_delimiter: "\n" });
  await write(stdout, row(columns));
  return {
    write: (record) => write(stdout, row(columns.map((name) => (record as Record<string, unknown>)[name]))),
  };
}

/** Lists and objects are JSON. */
const csvValue = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : typeof value === "boolean"
      ? String(value)
      : value;

/** Writes one record. */
export async function writeRecord(
  io: Io,
  format: Format,
  shape: RecordShape,
  record: unknown,
): Promise<void> {
  const isObject = typeof record === "object" && record !== null;
  if (format === "table" && isObject) return write(io.stdout, `${recordLines(record, io).join("\n")}\n`);
  if (format === "json") return write(io.stdout, `${JSON.stringify(record, undefined, 2)}\n`);
  const columns = shape.columns.length > 0 || !isObject ? shape.columns : Object.keys(record);
  const writer = await makeWriter(io, format, { ...shape, columns });
  await writer.write(record);
  await writer.flush?.();
}
