import { HashIndex } from "../../src/routing/memory/hash-index.ts";
import { hashOfKey } from "../../src/routing/memory/line-hash.ts";
import { bytesOf } from "../../src/routing/memory/shared-table.ts";

export type Kind = "table" | "numbers" | "strings";

/** `+` and eleven digits, in the bytes of a request. */
export const width = 12;
const zero = 48;

/** Finds the row of a line. A probe is the line as a number; the string tables look up its text. */
export interface Table {
  /** Memory that neither the heap nor the external memory of the process includes. */
  readonly sharedBytes: () => number;
  set(line: number, row: number): void;
  get(probe: number, text: string): number | undefined;
  getFromBytes(bytes: Buffer, at: number): number | undefined;
}

/** `lines`: by row, as in the numbers' records; the table compares with them instead of storing its keys. */
export const tables: Readonly<Record<Kind, (lines: Float64Array) => Table>> = {
  table(lines) {
    const rows = new HashIndex();
    const get = (line: number) => {
      const tag = hashOfKey(line, 0);
      for (let entry = rows.first(tag); entry >= 0; entry = rows.next(tag, entry)) {
        const row = rows.row(entry);
        if (lines[row] === line) return row;
      }
      return undefined;
    };
    return {
      sharedBytes: () => bytesOf(rows),
      set: (line, row) => rows.add(hashOfKey(line, 0), row),
      get,
      getFromBytes: (bytes, at) => get(numberAt(bytes, at)),
    };
  },
  numbers() {
    const rows = new Map<number, number>();
    return {
      sharedBytes: () => 0,
      set: (line, row) => rows.set(line, row),
      get: (probe) => rows.get(probe),
      getFromBytes: (bytes, at) => rows.get(numberAt(bytes, at)),
    };
  },
  strings() {
    const rows = new Map<string, number>();
    return {
      sharedBytes: () => 0,
      set: (line, row) => rows.set(`+${line}`, row),
      get: (_probe, text) => rows.get(text),
      getFromBytes: (bytes, at) => rows.get(textAt(bytes, at)),
    };
  },
};

export const textAt = (bytes: Buffer, at: number): string => bytes.toString("latin1", at, at + width);

function numberAt(bytes: Buffer, at: number): number {
  let number = 0;
  for (let digit = at + 1; digit < at + width; digit++)
    number = number * 10 + (bytes[digit] as number) - zero;
  return number;
}
