import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { documentObjectsMax } from "../../../src/core/imports/reading/json-file.ts";
import {
  type ImportFileOptions,
  openImportFile,
} from "../../../src/core/imports/reading/open-import-file.ts";
import type { ReadRow, Refusal } from "../../../src/core/imports/reading/rows.ts";

type Options = Partial<ImportFileOptions> & { readonly chunkBytes?: number };

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const open = (content: string | Uint8Array, { chunkBytes = 7, ...options }: Options = {}) => {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return openImportFile(chunksOf(bytes, chunkBytes), { kind: "numbers", ...options });
};

async function collect(rows: AsyncIterable<ReadRow>): Promise<readonly ReadRow[]> {
  const collected: ReadRow[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

async function read(content: string | Uint8Array, options?: Options): Promise<readonly ReadRow[]> {
  return collect((await open(content, options)).rows);
}

const valuesOf = (rows: readonly ReadRow[]) => rows.map((row) => ("values" in row ? row.values : row));

async function refusalsOf(content: string, options?: Options): Promise<readonly Refusal[]> {
  const rows = await read(content, options);
  return rows.flatMap((row) => ("refusals" in row ? row.refusals : []));
}

/** The line that is read from a cell. */
async function lineOf(cell: string, options?: Options): Promise<unknown> {
  const [row] = await read(`provider\tline\ntwilio\t${cell}\n`, options);
  return row && "values" in row ? (row.values as { line: string }).line : row?.refusals[0]?.code;
}

describe("CSV", () => {
  test("reads every column of numbers", async () => {
    const file = `provider,line,kind,country,alias,holder,isDefault,isInboundEnabled,isOutboundEnabled,label,reservedFor,reservedUntil
twilio,+14165550102,,,Front desk,ana@acme.example,true,yes,0,"Sales, ""west""",@sam,2026-12-01T00:00:00Z
sinch,72345,shortCode,ca,,,,,,,,
`;
    const { columns, preview, notes, rows } = await open(file);
    expect(columns).toHaveLength(12);
    expect(preview[1]).toContain("Front desk");
    expect(notes).toEqual([]);
    expect(await collect(rows)).toEqual([
      {
        row: 2,
        values: {
          provider: "twilio",
          line: "+14165550102",
          alias: "Front desk",
          holder: "ana@acme.example",
          isDefault: true,
          isInboundEnabled: true,
          isOutboundEnabled: false,
          label: 'Sales, "west"',
          reservation: { userId: { username: "sam" }, email: null, until: Date.UTC(2026, 11, 1) },
        },
      },
      {
        row: 3,
        values: {
          provider: "sinch",
          line: "72345",
          kind: "shortCode",
          country: "CA",
          alias: null,
          holder: null,
          reservation: null,
        },
      },
    ]);
  });

  test("keeps what a file has no column for, and clears what has an empty cell", async () => {
    const [row] = valuesOf(await read("provider,line\ntwilio,+14165550102\n"));
    expect(row).toEqual({ provider: "twilio", line: "+14165550102" });
    const [cleared] = valuesOf(await read("provider,line,alias,holder\ntwilio,+14165550102,,\n"));
    expect(cleared).toMatchObject({ alias: null, holder: null });
  });

  test("reads every column of users", async () => {
    const users = await read(
      `email\tname\tusername\trole\texternalId\tgroups\tendpoints
ana@acme.example\tAna\tana\tadmin\tx-1\t"Sales;""North; South"""\tclient:ana sip:ana@example.com;transport=tls
sam@acme.example\t\t\t\t\t\t
`,
      { kind: "users" },
    );
    expect(valuesOf(users)).toEqual([
      {
        email: "ana@acme.example",
        name: "Ana",
        username: "ana",
        role: "admin",
        externalId: "x-1",
        groups: ["Sales", "North; South"],
        endpoints: ["client:ana", "sip:ana@example.com;transport=tls"],
      },
      { email: "sam@acme.example", username: null, externalId: null, groups: [], endpoints: [] },
    ]);
  });

  test.each([",", ";", "\t", "|"])("finds the delimiter %j", async (delimiter) => {
    const file = [`provider${delimiter}line`, `twilio${delimiter}+14165550102`].join("\r\n");
    expect(valuesOf(await read(file))).toEqual([{ provider: "twilio", line: "+14165550102" }]);
  });

  test("accepts names of columns in other cases, and with spaces and underscores", async () => {
    const { columns } = await open("Provider,LINE,is_default,Reserved Until\ntwilio,+14165550102,,\n");
    expect(columns).toEqual(["provider", "line", "isDefault", "reservedUntil"]);
  });

  test("rejects every unknown and repeated column at once, with a guess", async () => {
    await expect(open("provder,aliass,line,Line,frobnicated\n")).rejects.toThrow(
      /column 1 \(provder\) is unknown; did you mean provider\?; column 2 \(aliass\) is unknown; did you mean alias\?; column 5 \(frobnicated\) is unknown; the columns are .*; the column line occurs more than once/,
    );
  });

  test("does not repeat a first row of values in its error", async () => {
    const error = await open("twilio,+14165550102\n").catch((it: Error) => it);
    expect(String(error)).toContain("is unknown");
    expect(String(error)).not.toContain("4165550102");
  });

  test("refuses ragged rows and reads the rows after them", async () => {
    const rows = await read("provider,line\ntwilio\ntwilio,+14165550102,x\n\ntwilio,+14165550103,\n");
    expect(rows.map((row) => [row.row, "values" in row])).toEqual([
      [2, false],
      [3, false],
      [5, true],
    ]);
  });

  test("names the row of a quote that is not closed", async () => {
    await expect(read('provider,line\ntwilio,+14165550102\ntwilio,"+14165550103\n')).rejects.toThrow("Row 3");
  });

  test("reads no more of a file than its consumer does", async () => {
    let chunks = 0;
    async function* source() {
      yield Buffer.from("provider,line\n");
      for (; chunks < 100_000; chunks += 1) yield Buffer.from("twilio,+14165550102\n".repeat(50));
    }
    const { rows } = await openImportFile(source(), { kind: "numbers" });
    for await (const row of rows) if (row.row > 500) break;
    expect(chunks).toBeLessThan(1000);
  });
});

describe("NDJSON", () => {
  test("reads objects, whose members have types", async () => {
    const file = `{"provider":"twilio","line":"+14165550102","isDefault":true,"label":null}\n\n{"provider":"twilio","line":"+14165550103"}`;
    expect(await read(file)).toEqual([
      { row: 1, values: { provider: "twilio", line: "+14165550102", isDefault: true, label: null } },
      { row: 3, values: { provider: "twilio", line: "+14165550103" } },
    ]);
  });

  test("refuses lines that are no objects or have unknown members", async () => {
    const refusals = await refusalsOf(
      '{"provider":"twilio","line":"+14165550102"}\n[]\n{"provider":"twilio","lines":"+14165550103"}\n{"provider":"twilio","line":{}}\n',
    );
    expect(refusals.map(({ code, column }) => [code, column])).toEqual([
      ["invalid_row", ""],
      ["invalid_row", ""],
      ["invalid_value", "line"],
    ]);
    expect(refusals[1]?.detail).toContain("did you mean line?");
  });
});

describe("bytes", () => {
  const file = "provider,line,alias\ntwilio,+14165550102,کتاب یک é\n";
  const alias = "کتاب یک é";

  test.each([1, 2, 3, 5, 64])("in chunks of %d give the same text", async (chunkBytes) => {
    expect(valuesOf(await read(file, { chunkBytes }))).toEqual([expect.objectContaining({ alias })]);
    expect(valuesOf(await read(gzipSync(file), { chunkBytes }))).toEqual([
      expect.objectContaining({ alias }),
    ]);
  });

  test.each([
    ["UTF-8 with its mark", Buffer.from(`\uFEFF${file}`)],
    ["UTF-16LE with its mark", Buffer.from(`\uFEFF${file}`, "utf16le")],
    ["UTF-16BE with its mark", Buffer.from(`\uFEFF${file}`, "utf16le").swap16()],
  ])("%s are decoded", async (_, bytes) => {
    expect(valuesOf(await read(bytes))).toEqual([expect.objectContaining({ alias })]);
  });

  test("that are not UTF-8 are rejected, and nothing is guessed", async () => {
    const bytes = Buffer.concat([
      Buffer.from("provider,line,alias\ntwilio,+14165550102,caf"),
      Buffer.of(0xe9),
    ]);
    await expect(read(bytes)).rejects.toThrow("not in UTF-8");
    expect(valuesOf(await read(bytes, { encoding: "windows-1252" }))).toEqual([
      expect.objectContaining({ alias: "café" }),
    ]);
  });

  test("of Windows-1256 are Persian letters, which the notes say", async () => {
    // https://encoding.spec.whatwg.org/index-windows-1256.txt: kaf is 0xDF, teh 0xCA, alef 0xC7, beh 0xC8, yeh 0xED.
    const word = Buffer.of(0xdf, 0xca, 0xc7, 0xc8, 0xed);
    const bytes = Buffer.concat([Buffer.from("provider,line,alias\ntwilio,+14165550102,"), word]);
    const { notes, preview, rows } = await open(bytes, { encoding: "windows-1256" });
    expect(notes).toHaveLength(1);
    expect(preview[1]).toContain("کتابی");
    expect(valuesOf(await collect(rows))).toEqual([expect.objectContaining({ alias: "کتابی" })]);
  });

  test("with NUL are rejected", async () => {
    await expect(read("provider,line\ntwilio,+1416\u00005550102\n")).rejects.toThrow("NUL");
    await expect(read(Buffer.from(file, "utf16le"))).rejects.toThrow("NUL");
    expect(valuesOf(await read(Buffer.from(file, "utf16le"), { encoding: "utf-16le" }))).toHaveLength(1);
  });

  test("of a damaged gzip file are rejected", async () => {
    await expect(read(gzipSync(file.repeat(100)).subarray(0, 60))).rejects.toThrow("gzip");
  });

  test("are limited after decompression, without expanding the rest", async () => {
    const bomb = gzipSync(`provider,line\n${"twilio,+14165550102\n".repeat(200_000)}`);
    const limits = { rowsMax: 1_000_000, bytesMax: 65_536 };
    await expect(read(bomb, { limits, chunkBytes: 1024 })).rejects.toMatchObject({
      code: "import_too_large",
    });
    const rows = { rowsMax: 10, bytesMax: 1_000_000_000 };
    await expect(read(bomb, { limits: rows, chunkBytes: 1024 })).rejects.toThrow("10 rows");
  });

  test("of an empty file are rejected", async () => {
    await expect(open("")).rejects.toThrow("empty");
    await expect(open(" \n\n")).rejects.toThrow("empty");
  });
});

describe("lines", () => {
  test.each([
    "+1 (416) 555-0102",
    "001 416 555 0102",
    "+۱۴۱۶۵۵۵۰۱۰۲",
    "+١٤١٦٥٥٥٠١٠٢",
    "＋1 416.555.0102",
    "tel:+1-416-555-0102",
    "\u202a+14165550102\u202c",
    "'+14165550102",
  ])("%j are normalized", async (cell) => {
    expect(await lineOf(cell)).toBe("+14165550102");
  });

  test.each([
    ["1.41656E+10", "spreadsheet_changed"],
    ["1,41656E+10", "spreadsheet_changed"],
    ["14165550102.0", "spreadsheet_changed"],
    ["####", "spreadsheet_changed"],
    ["+1416555", "spreadsheet_changed"],
    ["+44 20 7946", "spreadsheet_changed"],
    ["14165550102", "invalid_line"],
    ["call me", "invalid_line"],
    ["+1 416 555 0102 ext 5", "invalid_line"],
  ])("%j are refused with %s", async (cell, code) => {
    expect(await lineOf(cell)).toBe(code);
  });

  test("without + are read if the file has a country, with a note", async () => {
    const rows = await read(
      "provider,line\ntwilio,4165550102\ntwilio,1 416 555 0103\ntwilio,442071838750\n",
      {
        country: "CA",
      },
    );
    expect(valuesOf(rows).map((it) => (it as { line: string }).line)).toEqual([
      "+14165550102",
      "+14165550103",
      "+442071838750",
    ]);
    expect(rows.every((row) => "notes" in row && row.notes?.length === 1)).toBe(true);
  });

  test("are refused when two readings are left", async () => {
    // A national number of Germany, which have from 4 to 15 digits, or one with Germany's country code.
    expect(await lineOf("4922288255", { country: "DE" })).toBe("ambiguous_line");
  });

  test("too short for their country are read in a row of an export, where they exist", async () => {
    const [row] = valuesOf(await read(`id,provider,line\n${"a".repeat(24)},twilio,+1416555\n`));
    expect(row).toEqual({ provider: "twilio", line: "+1416555" });
  });

  test("of IPPanel are sender lines", async () => {
    const rows = await read("provider,line\nippanel,+98BANK\nippanel,0098 3000505\nippanel,983000505\n", {
      country: "IR",
    });
    expect(valuesOf(rows).map((it) => (it as { line: string }).line)).toEqual([
      "+98BANK",
      "+983000505",
      "+983000505",
    ]);
  });
});

test("accepts the kind of a line with +, and refuses another one", async () => {
  const rows = await read(
    "provider,line,kind\ntwilio,+14165550102,e164\nippanel,+983000505,e164\nippanel,+98BANK,senderLine\ntwilio,+14165550103,senderLine\nippanel,+98BANK,e164\n",
  );
  expect(valuesOf(rows).slice(0, 3)).toEqual([
    { provider: "twilio", line: "+14165550102" },
    { provider: "ippanel", line: "+983000505" },
    { provider: "ippanel", line: "+98BANK" },
  ]);
  expect(rows.slice(3).flatMap((row) => ("refusals" in row ? row.refusals : []))).toMatchObject([
    { column: "kind", code: "invalid_value" },
    { column: "kind", code: "invalid_value" },
  ]);
});

test("refuses all wrong cells of a row at once, without repeating them", async () => {
  const refusals = await refusalsOf(
    "provider,line,alias,isDefault,holder,reservedFor,reservedUntil\ntwillio,+14165550102,a\u202eb,perhaps,ana@acme.example,,tomorrow\n",
  );
  expect(refusals.map(({ column, code }) => [column, code])).toEqual([
    ["provider", "invalid_value"],
    ["alias", "invalid_value"],
    ["isDefault", "invalid_value"],
    ["reservedFor", "required"],
  ]);
  expect(refusals[3]?.detail).toBe("reservedFor is required: a user's id, @username or e-mail address.");
  expect(refusals[0]?.detail).toMatch(/ \(did you mean twilio\?\), got text of 7 characters\.$/);
});

test("takes the provider of the caller where the file has no column for it", async () => {
  expect(valuesOf(await read("line\n+14165550102\n", { provider: "vonage" }))).toEqual([
    { provider: "vonage", line: "+14165550102" },
  ]);
  expect(await refusalsOf("line\n+14165550102\n")).toMatchObject([{ column: "provider", code: "required" }]);
});

describe("hostile sizes", () => {
  const object = (members: number) =>
    `{"provider":"twilio","line":"+14165550102",${Array.from({ length: members }, (_, index) => `"x${index}":1`).join(",")}}`;

  test("names a few of the unknown members of an object", async () => {
    for (const members of [900, 5000]) {
      const refusals = await refusalsOf(`{"provider":"twilio","line":"+14165550101"}\n${object(members)}\n`);
      expect(refusals.length).toBeLessThan(12);
      expect(refusals.every(({ code }) => code === "invalid_row")).toBe(true);
    }
  });

  test.each([900, 5000])("rejects a header of %i unknown columns with a short sentence", async (count) => {
    const names = Array.from({ length: count }, (_, index) => `x${index}`);
    await expect(open(`${names.join(",")}\n`)).rejects.toSatisfy(
      ({ message }: Error) => message.length < 3000 && message.includes("The header of the file is wrong"),
    );
  });

  test.each([
    ["users", "email", `${"a".repeat(300)}@acme.example`],
    ["users", "email", "<ana@acme.example>"],
    ["users", "email", "ana\u200b@acme.example"],
    ["users", "username", "a\u202eb"],
    ["users", "username", "a".repeat(65)],
    ["users", "groups", "a;".repeat(1001)],
    ["users", "endpoints", `client:${"a".repeat(300)}`],
    ["numbers", "reservedFor", "nobody"],
    ["numbers", "reservedFor", `@${"a".repeat(300)}`],
    ["numbers", "reservedFor", "<ana@acme.example>"],
  ] as const)("refuses %s with a %s that no other request accepts", async (kind, column, value) => {
    const columns = { provider: "twilio", line: "+14165550102", reservedUntil: "2027-01-01T00:00:00Z" };
    const row = kind === "numbers" ? { ...columns, [column]: value } : { externalId: "1", [column]: value };
    expect(await refusalsOf(`${JSON.stringify(row)}\n`, { kind })).toMatchObject([
      { column, code: "invalid_value" },
    ]);
  });

  test("rejects a JSON document of too many objects before it is parsed", async () => {
    const document = `[${"{},".repeat(documentObjectsMax)}{}]`;
    await expect(open(document, { preset: "tether", chunkBytes: 65_536 })).rejects.toMatchObject({
      code: "import_too_large",
    });
  });
});
