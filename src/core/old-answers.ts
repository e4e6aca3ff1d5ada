import { setImmediate } from "node:timers/promises";
import { idempotencyWindowMs } from "./change.ts";
import type { CoreParts } from "./context.ts";

const portion = 500;

/**
 * Forgets the answers whose idempotency keys stand for nothing any more, a portion at a time, so that changes get
 * their turn in between; gives how many.
 */
export async function forgetOldAnswers({ store, now }: CoreParts): Promise<number> {
  const before = now() - idempotencyWindowMs;
  let forgotten = 0;
  for (;;) {
    const count = await store.platform.forgetAnswers(before, portion);
    forgotten += count;
    if (count < portion) return forgotten;
    await setImmediate();
  }
}
