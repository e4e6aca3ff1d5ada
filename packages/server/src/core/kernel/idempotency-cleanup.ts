import { setImmediate } from "node:timers/promises";
import type { InstallationParts } from "./context.ts";
import { idempotencyWindowMs } from "./unit-of-work.ts";

const batchSize = 500;

/**
 * Forgets the answers whose idempotency keys stand for nothing any more, a portion at a time, so that changes get
 * their turn in between; gives how many.
 */
export async function deleteExpiredIdempotencyKeys({ store, now }: InstallationParts): Promise<number> {
  const before = now() - idempotencyWindowMs;
  let deleted = 0;
  for (;;) {
    const count = await store.platform.deleteExpiredIdempotencyKeys(before, batchSize);
    deleted += count;
    if (count < batchSize) return deleted;
    await setImmediate();
  }
}
