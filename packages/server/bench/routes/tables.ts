import { LineTable } from "../../src/routing/line-table.ts";

export type Kind = "table" | "numbers" | "strings";

/** `+` and eleven digits, in the bytes of a request. */
export const width = 12;
const zero = 48;

/** Finds the row of a line. A probe is the line as a number; the string tables look up its text. */
export interface Table {
  set(line: number, row: number): void;
  get(probe: number, text: string): number | undefined;
  getFromBytes(bytes: Buffer, at: number): number | undefined;
}

export const tables: Readonly<Record<Kind, () => Table>> = {
  table() {
    const rows = new LineTable();
    return {
      set: (line, row) => rows.set(line, row),
      get: (probe) => rows.get(probe),
      getFromBytes: (bytes, at) => rows.get(numberAt(bytes, at)),
    };
  },
  numbers() {
    const rows = new Map<number, number>();
    return {
      set: (line, row) => rows.set(line, row),
      get: (probe) => rows.get(probe),
      getFromBytes: (bytes, at) => rows.get(numberAt(bytes, at)),
    };
  },
  strings() {
    const rows = new Map<string, number>();
    return {
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
