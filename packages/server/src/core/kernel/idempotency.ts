import { setImmediate } from "node:timers/promises";
import { platformId, type StoreTransaction } from "../../storage/store.ts";
import type { Context, CoreServices } from "./context.ts";
import { idempotencyKeyReused } from "./errors.ts";

/** How long an idempotency key is valid, in milliseconds. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000;

const deleteBatchSize = 500;

/**
 * Claims the idempotency key of the call at the time `at`. Returns the stored outcome of a repeated request;
 * undefined when this is the first request, or the call has no key. Throws when the key belongs to another request.
 */
export async function replayOutcome<T>(
  context: Context,
  tx: StoreTransaction,
  at: number,
): Promise<T | undefined> {
  const { idempotency } = context.call;
  if (idempotency === undefined) return undefined;
  const { key, fingerprint, mayReplay } = idempotency;
  const record = await tx.idempotency.claim(credentialOf(context), key, {
    fingerprint,
    createdAt: at,
    since: at - idempotencyWindowMs,
    replaces: !mayReplay,
  });
  if (record === undefined) return undefined;
  if (record.fingerprint !== fingerprint) throw idempotencyKeyReused();
  return JSON.parse(record.outcome) as T;
}

/** Stores the outcome under the call's idempotency key, if it has one. */
export async function storeOutcome(context: Context, tx: StoreTransaction, outcome: object): Promise<void> {
  const { idempotency } = context.call;
  if (idempotency === undefined) return;
  await tx.idempotency.settle(credentialOf(context), idempotency.key, JSON.stringify(outcome));
}

/** Deletes expired keys in batches, so that writes run in between; returns the number of deleted keys. */
export async function deleteExpiredIdempotencyKeys({ store, now }: CoreServices): Promise<number> {
  const before = now() - idempotencyWindowMs;
  let deleted = 0;
  for (;;) {
    const count = await store.platform.deleteExpiredIdempotencyKeys(before, deleteBatchSize);
    deleted += count;
    if (count < deleteBatchSize) return deleted;
    await setImmediate();
  }
}

const credentialOf = ({ principal }: Context) => ({
  organizationId: principal.organizationId ?? platformId,
  credentialId: principal.credentialId,
});
