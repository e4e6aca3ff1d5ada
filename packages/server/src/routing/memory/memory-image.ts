import { organizationStatuses, providers, userStatuses } from "../../model.ts";
import { RouteMemory, type TableName, tableNames } from "./route-memory.ts";
import type { SharedTable } from "./shared-table.ts";

/** What the words of the tables mean. Increase `version` when the layout of a record changes. */
export const memoryLayout = JSON.stringify({
  version: 2,
  isLittleEndian: new Uint8Array(new Uint32Array([1]).buffer)[0] === 1,
  providers,
  organizationStatuses,
  userStatuses,
});

/** The used memory of an index. */
export interface MemoryImage {
  /** By table; survives JSON. */
  readonly states: Readonly<Record<string, unknown>>;
  readonly parts: readonly ImagePart[];
}

/** The used bytes of a page. */
export interface ImagePart {
  readonly table: TableName;
  readonly page: number;
  readonly bytes: Uint8Array;
}

/** The bytes are those of the index itself: copy or write them before it changes. */
export function imageOf({ tables }: RouteMemory): MemoryImage {
  return {
    states: Object.fromEntries(tableNames.map((table) => [table, tables[table].state])),
    parts: tableNames.flatMap((table) =>
      tables[table].buffers.map((buffer, page) => ({
        table,
        page,
        bytes: new Uint8Array(buffer, 0, tables[table].usedBytes(page)),
      })),
    ),
  };
}

/** Memory of the same size, and where to put the bytes of each part. The order of the parts is that of the image. */
export function memoryFor({
  states,
  parts,
}: {
  readonly states: MemoryImage["states"];
  readonly parts: readonly { readonly table: TableName; readonly page: number; readonly length: number }[];
}): { readonly memory: RouteMemory; readonly targets: readonly Uint8Array[] } {
  const memory = new RouteMemory();
  const targets = parts.map(({ table, page, length }) => {
    const buffer = new SharedArrayBuffer((memory.tables[table] as SharedTable).bufferBytes(length));
    memory.tables[table].setBuffer(page, buffer);
    return new Uint8Array(buffer, 0, length);
  });
  for (const table of tableNames) memory.tables[table].setState(states[table] as never);
  return { memory, targets };
}
