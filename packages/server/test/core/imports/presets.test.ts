import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  type ImportFileOptions,
  openImportFile,
} from "../../../src/core/imports/reading/open-import-file.ts";
import { type Preset, presetNames } from "../../../src/core/imports/reading/presets.ts";
import { importKinds, type ReadRow } from "../../../src/core/imports/reading/rows.ts";
import { importTemplate } from "../../../src/core/imports/reading/templates.ts";

const folder = new URL("../../../../../examples/imports/", import.meta.url);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function collect({ rows }: { readonly rows: AsyncIterable<ReadRow> }): Promise<readonly ReadRow[]> {
  const collected: ReadRow[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

const openExample = (name: string, options: Omit<ImportFileOptions, "kind"> = {}) =>
  openImportFile(createReadStream(new URL(name, folder)), { kind: "numbers", ...options });

const valuesOf = (rows: readonly ReadRow[]) => rows.map((row) => ("values" in row ? row.values : row));

const expected: Readonly<Record<Preset, readonly object[]>> = {
  twilio: [
    { provider: "twilio", line: "+14165550102", alias: "Front desk" },
    { provider: "twilio", line: "+14165550103", alias: "(416) 555-0103" },
  ],
  telnyx: [
    { provider: "telnyx", line: "+14165550104", alias: "Sales" },
    { provider: "telnyx", line: "+14165550105", alias: null },
  ],
  teams: [
    { provider: "other", line: "+14165550106", holder: "ana.reyes@acme.example" },
    { provider: "other", line: "+14165550107", holder: "sam.patel@acme.example" },
  ],
  freepbx: [
    { provider: "other", line: "+14165550108", alias: "Reception" },
    { provider: "other", line: "+14165550109", alias: "Support" },
  ],
  tether: [
    {
      provider: "twilio",
      line: "+14165550110",
      holder: "ana.reyes@acme.example",
      isDefault: true,
      isInboundEnabled: true,
      label: "Main line",
    },
    {
      provider: "sinch",
      line: "+14165550111",
      holder: "sam.patel@acme.example",
      isDefault: false,
      isInboundEnabled: false,
    },
  ],
  ippanel: [
    { provider: "ippanel", line: "+983000505", alias: "Campaigns" },
    { provider: "ippanel", line: "+98BANK", alias: null },
  ],
};

describe("presets", () => {
  test.each(presetNames)("read the example file of %s", async (preset) => {
    const isJson = preset === "tether" || preset === "ippanel";
    const file = await openExample(`${preset}.${isJson ? "json" : "csv"}`, { preset, country: "CA" });
    expect(file.notes).toEqual([]);
    expect(valuesOf(await collect(file))).toEqual(expected[preset]);
  });

  test("read pages of a list, and note when there are more", async () => {
    const page = (line: string, next: string | undefined) => ({
      assignments: [{ provider: "twilio", phoneNumber: line, userEmail: "ana@acme.example" }],
      ...(next && { nextCursor: next }),
    });
    const pages = [page("+14165550102", "a"), page("+14165550103", undefined)];
    const both = await openImportFile(bytesOf(JSON.stringify(pages)), { kind: "numbers", preset: "tether" });
    expect(both.notes).toEqual([]);
    expect(await collect(both)).toHaveLength(2);
    const first = await openImportFile(bytesOf(JSON.stringify(pages[0])), {
      kind: "numbers",
      preset: "tether",
    });
    expect(first.notes).toEqual([expect.stringContaining("one page of a longer list")]);
  });

  test("read NDJSON with the names of the other system", async () => {
    const text = '{"phone_number":"+14165550102","friendly_name":"Desk"}\n{"phone_number":"+14165550103"}\n';
    const file = await openImportFile(bytesOf(text), { kind: "numbers", preset: "twilio", format: "ndjson" });
    expect(valuesOf(await collect(file))).toEqual([
      { provider: "twilio", line: "+14165550102", alias: "Desk" },
      { provider: "twilio", line: "+14165550103" },
    ]);
  });

  test("reject files without the column of the line", async () => {
    await expect(openExample("teams.csv", { preset: "twilio" })).rejects.toThrow("it has no PhoneNumber");
    await expect(openExample("ippanel.json", { preset: "tether" })).rejects.toThrow("phoneNumber");
  });

  test("are for numbers only", async () => {
    const file = openImportFile(bytesOf("UPN,TelephoneNumber\n"), { kind: "users", preset: "teams" });
    await expect(file).rejects.toMatchObject({ code: "validation_failed" });
  });
});

describe("templates", () => {
  test.each(importKinds)("of %s are the example file, and have no refused row", async (kind) => {
    const template = importTemplate(kind);
    expect(template).toBe(await readFile(new URL(`${kind}.csv`, folder), "utf8"));
    const rows = await collect(await openImportFile(bytesOf(template), { kind }));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter((row) => "refusals" in row)).toEqual([]);
  });
});
