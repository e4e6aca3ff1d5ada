import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";

/** How long a plan can be applied, in milliseconds. */
export const planLifetimeMs = 60 * 60 * 1000;

/** Deletes the plans that were not applied in time; returns their number. */
export function deleteExpiredPlans({ store, now }: CoreServices): Promise<number> {
  const before = now() - planLifetimeMs;
  return deleteInBatches((countMax) => store.platform.deleteExpiredPlans(before, countMax));
}
