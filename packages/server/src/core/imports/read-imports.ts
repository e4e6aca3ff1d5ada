import type { Import, ImportedRow, ImportId, RowFate } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { importNotFound } from "../kernel/errors.ts";
import { openFates } from "./stored-portion.ts";

/** Lists the imports of the organization in the order of creation. */
export async function listImports(context: Context, request: CursorRequest): Promise<CursorPage<Import>> {
  const reads = await context.reads("imports:read");
  return listByCursor(context, { name: "imports" }, request, (page) => reads.imports.list(page));
}

/** Returns an import of the organization. Throws when there is none. */
export async function getImport(context: Context, id: ImportId): Promise<Import> {
  return existingImport(await context.reads("imports:read"), id);
}

export async function existingImport(
  { imports }: Pick<StoreReader, "imports">,
  id: ImportId,
): Promise<Import> {
  const found = await imports.find(id);
  if (found === undefined) throw importNotFound();
  return found;
}

/** Portions that are read at once. */
const portionsMax = 10;

/** Lists what became of the rows, or would become of them, in the order of the file. */
export async function listImportRows(
  context: Context,
  id: ImportId,
  fate: RowFate | undefined,
  request: CursorRequest,
): Promise<CursorPage<ImportedRow>> {
  const reads = await context.reads("imports:read");
  await existingImport(reads, id);
  const list = { name: "import rows", filter: { id, fate } };
  return listByCursor(context, list, request, async (request) => {
    const { size } = request;
    const [portion, row] = ("after" in request && request.after ? request.after : [0, 0]) as [number, number];
    const items: { portion: number; row: ImportedRow }[] = [];
    for await (const found of rowsFrom(context, reads, id, { fate, from: portion })) {
      if (found.row.row > row) items.push(found);
      if (items.length > size) break;
    }
    const page = items.slice(0, size);
    const last = page.at(-1);
    return {
      items: page.map((item) => item.row),
      ...(items.length > size && last !== undefined && { next: [last.portion, last.row.row] }),
    };
  });
}

/** Yields the rows of all parts from a number on. Holds some parts in memory. */
async function* rowsFrom(
  { services: { encryption } }: Context,
  { imports }: Pick<StoreReader, "imports">,
  id: ImportId,
  { fate, from }: { readonly fate: RowFate | undefined; readonly from: number },
): AsyncGenerator<{ readonly portion: number; readonly row: ImportedRow }> {
  for (let next = from; ; ) {
    const portions = await imports.portions(id, { from: next, fate, limit: portionsMax });
    for (const portion of portions)
      for (const row of openFates(encryption, portion))
        if (fate === undefined || row.fate === fate) yield { portion: portion.portion, row };
    const last = portions.at(-1);
    if (last === undefined || portions.length < portionsMax) return;
    next = last.portion + 1;
  }
}
