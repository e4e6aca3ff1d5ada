import fc from "fast-check";
import { expect, test } from "vitest";
import { IdColumn } from "../../src/routing/id-column.ts";
import { IdTable } from "../../src/routing/id-table.ts";
import { lineKey, lineOf } from "../../src/routing/line-key.ts";
import { LineTable } from "../../src/routing/line-table.ts";
import { times } from "../helpers/depth.ts";

const numRuns = times(200, 5000);
/** fast-check's default is about ten items, which rarely collide. */
const long = { maxLength: 400, size: "max" } as const;

/** Few keys, so that they collide; some with 15 digits, some whose lower 32 bits are all 0 or all 1. */
const key = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1e15 - 30, max: 1e15 - 1 }),
  fc.integer({ min: 1, max: 30 }).map((high) => high * 2 ** 32),
  fc.integer({ min: 1, max: 30 }).map((high) => high * 2 ** 32 - 1),
);
const change = fc.record({ key, row: fc.option(fc.nat(2 ** 32 - 2), { nil: undefined }) });

test("a line table equals a map", () => {
  const holds = fc.property(fc.array(change, long), (changes) => {
    const table = new LineTable();
    const map = new Map<number, number>();
    for (const { key, row } of changes) {
      if (row === undefined) table.delete(key);
      else table.set(key, row);
      if (row === undefined) map.delete(key);
      else map.set(key, row);
    }
    expect(table.size).toBe(map.size);
    for (const { key } of changes) expect(table.get(key)).toBe(map.get(key));
  });
  fc.assert(holds, { numRuns });
});

test("an id table finds the row of every id in its column and of no other", () => {
  const ids = fc.array(fc.record({ id: fc.nat(80), isKept: fc.boolean() }), long);
  const finds = fc.property(ids, (changes) => {
    const column = new IdColumn();
    const table = new IdTable(column);
    const rows = new Map<string, number>();
    let end = 0;
    for (const { id: number, isKept } of changes) {
      const id = idOf(number);
      if (!isKept) table.delete(id);
      if (!isKept) rows.delete(id);
      if (!isKept || rows.has(id)) continue;
      column.set(end, id);
      table.add(end);
      rows.set(id, end++);
    }
    for (let number = 0; number <= 80; number++)
      expect(table.find(idOf(number))).toBe(rows.get(idOf(number)));
    for (const [id, row] of rows) expect(column.get(row)).toBe(id);
  });
  fc.assert(finds, { numRuns });
});

/** Ids that differ in one of their three words and start with zeros or ones. */
const idOf = (number: number): string => {
  const part = (number * 0x1000_0001).toString(16).padStart(8, "0").slice(-8);
  return [part, "00000000", "ffffffff"].map((_, at, all) => all[(at + number) % 3]).join("");
};

test("converts a line of digits to a key and back", () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,14}$/);
  fc.assert(
    fc.property(digits, (text) => lineOf(lineKey(`+${text}`)) === `+${text}`),
    { numRuns },
  );
});

test.each([
  "+98BANK",
  "+0123456",
  "+9810008721297974",
  "+",
  "",
  "14165550102",
  "+1416 555",
  "+１４１６５５５",
  "+1416555010２",
])("%j has no key", (line) => {
  expect(lineKey(line)).toBe(0);
});
