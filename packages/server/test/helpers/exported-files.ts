import { csvHeader, csvRows, csvStyles } from "../../src/core/exports/csv-text.ts";
import { processRows } from "../../src/core/imports/process-rows.ts";
import type { ImportKind, ReadRow } from "../../src/core/imports/reading/rows.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { mutate } from "../../src/core/kernel/mutate.ts";
import type { ExportTable } from "../../src/dialects/native/export-tables.ts";

export const exportedFormats = [...csvStyles, "ndjson"] as const;
export type ExportedFormat = (typeof exportedFormats)[number];

/** The bytes of an export. */
export async function* fileOf<Item>(
  { columns, toRow }: ExportTable<Item>,
  pages: AsyncIterable<readonly Item[]>,
  format: ExportedFormat,
): AsyncGenerator<Uint8Array> {
  if (format !== "ndjson") yield Buffer.from(csvHeader(columns, format));
  for await (const page of pages) {
    const rows = page.map(toRow);
    const text =
      format === "ndjson"
        ? rows.map((row) => `${JSON.stringify(row)}\n`).join("")
        : csvRows(columns, rows, format);
    yield Buffer.from(text);
  }
}

/** The fates of rows in a dry run. */
export async function dryRunFates(context: Context, kind: ImportKind, rows: readonly ReadRow[]) {
  const { fates } = await mutate(
    context,
    { permission: "imports:write", isDryRun: true },
    async (unitOfWork) => ({
      fates: await processRows(context, unitOfWork, kind, { rows, dryRun: new Map() }),
    }),
  );
  return fates;
}
