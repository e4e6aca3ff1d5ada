import { setImmediate } from "node:timers/promises";
import { fillAssignments, fillNumbers, fillUsers } from "../../routing/fill-rows.ts";
import type { RouteMemory } from "../../routing/memory/route-memory.ts";
import type { RouteIndex } from "../../routing/route-index.ts";
import type { PackedRows } from "../../routing/route-input.ts";
import type { RouteReader } from "../../storage/store.ts";

export type OnProgress = (what: string, count: number) => void;

/**
 * Reads all records that lookups need into an empty index, referenced records first. Yields to other requests after
 * every batch. Throws when the signal is aborted.
 */
export async function fillIndex(
  index: RouteIndex,
  routes: RouteReader,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<void> {
  const fill = async <Batch>(what: string, batches: AsyncIterable<Batch>, add: (batch: Batch) => number) => {
    let count = 0;
    for await (const batch of batches) {
      count += add(batch);
      onProgress(what, count);
      await setImmediate();
      signal.throwIfAborted();
    }
  };
  const packed = (fillRows: (memory: RouteMemory, text: string) => void) => (rows: PackedRows) => {
    index.memory.reserveMore(rows.count);
    fillRows(index.memory, rows.text);
    return rows.count;
  };
  await fill("organizations", routes.organizations(), (batch) => {
    for (const it of batch) index.setOrganization(it);
    return batch.length;
  });
  await fill("users", routes.users(), packed(fillUsers));
  await fill("numbers", routes.numbers(), packed(fillNumbers));
  await fill("assignments", routes.assignments(), packed(fillAssignments));
  index.memory.fit();
}
