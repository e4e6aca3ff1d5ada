import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { delimiters } from "../../../src/core/imports/reading/csv-records.ts";
import { joinNames, splitNames } from "../../../src/core/imports/reading/name-list.ts";
import {
  type ImportFileOptions,
  openImportFile,
} from "../../../src/core/imports/reading/open-import-file.ts";
import { importKinds, type ReadRow } from "../../../src/core/imports/reading/rows.ts";
import { CoreError } from "../../../src/core/kernel/errors.ts";
import { nameProblem } from "../../../src/text/names.ts";
import { times } from "../../helpers/depth.ts";

const runs = { numRuns: times(150, 5000) };

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    if (from >= bytes.length) return;
    yield bytes.subarray(from, from + size);
    from += size;
  }
  if (from < bytes.length) yield bytes.subarray(from);
}

async function read(
  bytes: Uint8Array,
  options: ImportFileOptions,
  sizes: readonly number[] = [],
): Promise<readonly ReadRow[]> {
  const { rows } = await openImportFile(inChunks(bytes, sizes), options);
  const collected: ReadRow[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

/** The rows, or the code of the error that the file was rejected with. */
const outcome = (...args: Parameters<typeof read>) =>
  read(...args).catch((error: unknown) => {
    if (error instanceof CoreError) return error.code;
    throw error;
  });

const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    '"',
    "'",
    "''",
    "=1+1",
    "+1",
    "@x",
    "\t",
    "\r\n",
    "\n",
    ";",
    ",",
    "|",
    "\uFEFF",
    "\0",
    "1e5",
    "۱۲۳",
  ),
);
const name = fc
  .array(hostileText, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("").slice(0, 200).toWellFormed())
  .filter((text) => nameProblem(text) === undefined && text.trim() !== "");
const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 50 });

test("any bytes are read or rejected with an error of the core, in any chunks alike", async () => {
  const rows = fc.array(
    fc.array(hostileText, { maxLength: 6 }).map((cells) => cells.join(",")),
    { maxLength: 6 },
  );
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    rows.map((lines) => Buffer.from(["provider,line,alias", ...lines].join("\n"))),
    rows.map((lines) => Buffer.from(['{"provider":"twilio","line":"+14165550102"}', ...lines].join("\n"))),
  );
  const property = fc.asyncProperty(
    content,
    fc.constantFrom(...importKinds),
    chunkSizes,
    async (bytes, kind, sizes) => {
      expect(await outcome(bytes, { kind }, sizes)).toEqual(await outcome(bytes, { kind }));
    },
  );
  await fc.assert(property, runs);
});

test("names survive CSV with any delimiter, and NDJSON", async () => {
  const property = fc.asyncProperty(
    name,
    fc.constantFrom(...delimiters),
    chunkSizes,
    async (alias, delimiter, sizes) => {
      const values = { provider: "twilio", line: "+14165550102", alias };
      const csv = stringify([values], { header: true, delimiter, quoted_match: /[\r\n]/ });
      const expected = [expect.objectContaining({ values })];
      expect(await read(Buffer.from(csv), { kind: "numbers" }, sizes)).toEqual(expected);
      expect(await read(Buffer.from(JSON.stringify(values)), { kind: "numbers" }, sizes)).toEqual(expected);
    },
  );
  await fc.assert(property, runs);
});

test("lists of names survive a cell", () => {
  const property = fc.property(fc.array(name, { maxLength: 4 }), (names) => {
    expect(splitNames(joinNames(names))).toEqual(names);
  });
  fc.assert(property, runs);
});

test("refusals do not repeat a cell", async () => {
  const cell = fc
    .string({ unit: "grapheme-ascii", minLength: 8, maxLength: 20 })
    .filter((text) => /^[\w=]+$/.test(text));
  const property = fc.asyncProperty(cell, async (text) => {
    const columns = ["provider", "line", "kind", "isDefault", "reservedFor", "reservedUntil"];
    const csv = stringify([Object.fromEntries(columns.map((column) => [column, text]))], {
      header: true,
      columns,
    });
    const rows = await read(Buffer.from(csv), { kind: "numbers" });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).toContain("refusals");
    expect(JSON.stringify(rows)).not.toContain(text);
  });
  await fc.assert(property, runs);
});
