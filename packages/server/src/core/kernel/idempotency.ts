import { platformId, type StoreTransaction } from "../../storage/store.ts";
import type { Context, CoreServices, Replay } from "./context.ts";
import { deleteInBatches } from "./delete-in-batches.ts";
import { idempotencyKeyReused } from "./errors.ts";

/** How long an idempotency key is valid, in milliseconds. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000;

/**
 * How long a key derived from the request is valid, in milliseconds: longer than the attempts of one call by Telnyx's
 * SDK, three at 60 seconds each.
 */
export const derivedKeyWindowMs = 5 * 60 * 1000;

const windowsMs: Readonly<Record<Replay, number>> = {
  always: idempotencyWindowMs,
  whileCurrent: derivedKeyWindowMs,
  never: 0,
};

interface ReplayOptions<T> {
  /** The time of the change, in milliseconds. */
  readonly at: number;
  readonly isCurrent: ((tx: StoreTransaction, outcome: T) => Promise<boolean>) | undefined;
}

/**
 * Claims the idempotency key of the call at the time `at`. Returns the stored outcome of a repeated request;
 * undefined when the request must be executed: it is the first one, it has no key, or its key is derived from the
 * request and the stored outcome no longer holds. Throws when the client's own key belongs to another request.
 */
export async function replayOutcome<T>(
  context: Context,
  tx: StoreTransaction,
  { at, isCurrent }: ReplayOptions<T>,
): Promise<T | undefined> {
  const { idempotency } = context.call;
  if (idempotency === undefined) return undefined;
  const { key, fingerprint, replay } = idempotency;
  const since = at - windowsMs[replay];
  const claim = { fingerprint, createdAt: at, since, replaces: replay === "never" };
  const record = await tx.idempotency.claim(credentialOf(context), key, claim);
  if (record === undefined) return undefined;
  const isSameRequest = record.fingerprint === fingerprint;
  if (replay === "always" && !isSameRequest) throw idempotencyKeyReused();
  const outcome = JSON.parse(record.outcome) as T;
  if (replay === "always" || (isSameRequest && (await isCurrent?.(tx, outcome)))) return outcome;
  await tx.idempotency.claim(credentialOf(context), key, { ...claim, replaces: true });
  return undefined;
}

/** Stores the outcome under the call's idempotency key, if it has one. */
export async function storeOutcome(context: Context, tx: StoreTransaction, outcome: object): Promise<void> {
  const { idempotency } = context.call;
  if (idempotency === undefined) return;
  await tx.idempotency.settle(credentialOf(context), idempotency.key, JSON.stringify(outcome));
}

/** Deletes expired keys; returns the number of deleted keys. */
export function deleteExpiredIdempotencyKeys({ store, now }: CoreServices): Promise<number> {
  const before = now() - idempotencyWindowMs;
  return deleteInBatches((countMax) => store.platform.deleteExpiredIdempotencyKeys(before, countMax));
}

const credentialOf = ({ principal }: Context) => ({
  organizationId: principal.organizationId ?? platformId,
  credentialId: principal.credentialId,
});
