import fc from "fast-check";
import { expect, test } from "vitest";
import { HashIndex } from "../../src/routing/memory/hash-index.ts";
import { IndexedRecords, idWidth } from "../../src/routing/memory/id-records.ts";
import { hashOfKey } from "../../src/routing/memory/line-hash.ts";
import { lineKey, lineOf } from "../../src/routing/memory/line-key.ts";
import { TextHeap } from "../../src/routing/memory/text-heap.ts";
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
const change = fc.record({ key, row: fc.nat(20), isKept: fc.boolean() });

test("a hash index equals a map of sets, whatever the hash", () => {
  const holds = fc.property(fc.array(change, long), fc.boolean(), (changes, isBad) => {
    const index = new HashIndex();
    const map = new Map<number, Set<number>>();
    const tagOf = (key: number) => (isBad ? 0xffff_fff0 + (key % 3) : hashOfKey(key, 1));
    for (const { key, row, isKept } of changes) {
      const tag = tagOf(key);
      const rows = map.get(tag) ?? new Set();
      map.set(tag, rows);
      if (rows.has(row) === isKept) continue;
      if (isKept) index.add(tag, row);
      else index.delete(tag, row);
      if (isKept) rows.add(row);
      else rows.delete(row);
    }
    expect(index.count).toBe([...map.values()].reduce((sum, { size }) => sum + size, 0));
    for (const [tag, rows] of map) expect(new Set(rowsIn(index, tag))).toEqual(rows);
  });
  fc.assert(holds, { numRuns });
});

function rowsIn(index: HashIndex, tag: number): number[] {
  const rows: number[] = [];
  for (let entry = index.first(tag); entry >= 0; entry = index.next(tag, entry)) rows.push(index.row(entry));
  return rows;
}

test("records with an id are found by it, and no others", () => {
  const ids = fc.array(fc.record({ id: fc.nat(80), isKept: fc.boolean() }), long);
  const finds = fc.property(ids, (changes) => {
    const records = new IndexedRecords(idWidth);
    const rows = new Map<string, number>();
    for (const { id: number, isKept } of changes) {
      const id = idOf(number);
      const row = rows.get(id);
      if (!isKept && row !== undefined) records.delete(row);
      if (!isKept) rows.delete(id);
      if (isKept && row === undefined) rows.set(id, records.addId(id));
    }
    expect(records.size).toBe(rows.size);
    for (let number = 0; number <= 80; number++)
      expect(records.find(idOf(number))).toBe(rows.get(idOf(number)));
    for (const [id, row] of rows) expect(records.id(row)).toBe(id);
  });
  fc.assert(finds, { numRuns });
});

const text = fc.oneof(
  fc.string({ maxLength: 30, unit: "binary" }),
  fc.string({ maxLength: 30 }),
  fc.nat(3000).map((length) => "x".repeat(length)),
);
test("a text heap returns every text until it is deleted, and reuses its memory", () => {
  const changes = fc.array(fc.record({ slot: fc.nat(9), text }), long);
  const holds = fc.property(changes, (changes) => {
    const heap = new TextHeap();
    const kept = new Map<number, { reference: number; text: string }>();
    for (const { slot, text } of changes) {
      const before = kept.get(slot);
      if (before !== undefined) heap.delete(before.reference);
      kept.set(slot, { reference: heap.add(text), text });
      for (const { reference, text } of kept.values()) expect(heap.get(reference)).toBe(text);
    }
  });
  fc.assert(holds, { numRuns });
  const heap = new TextHeap();
  for (let turn = 0; turn < 100_000; turn++) heap.delete(heap.add("client:ana"));
  expect(heap.buffers).toHaveLength(1);
  expect(Buffer.from(heap.buffers[0] as SharedArrayBuffer).includes("ana")).toBe(false);
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
