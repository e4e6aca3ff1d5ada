import { setImmediate } from "node:timers/promises";

const batchSize = 500;

/** Calls `deleteUpTo` until it deletes less than a batch, so that writes run in between; returns the total. */
export async function deleteInBatches(deleteUpTo: (countMax: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const count = await deleteUpTo(batchSize);
    deleted += count;
    if (count < batchSize) return deleted;
    await setImmediate();
  }
}
