import type { Plan } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";
import { idempotencyWindowMs } from "../kernel/idempotency.ts";

/** How long a plan can be applied, in milliseconds. */
export const planLifetimeMs = 10 * 60 * 1000;

/** How long after it was applied a plan can be undone, in milliseconds. */
export const planUndoMs = 30 * 24 * 60 * 60 * 1000;

export const isExpired = ({ status, plannedAt }: Plan, at: number): boolean =>
  status === "planned" && plannedAt <= at - planLifetimeMs;

/** Deletes the plans that can be neither applied nor undone any more; returns the number of rows. */
export function deleteOldPlans({ store, now }: CoreServices): Promise<number> {
  const of = {
    openBefore: now() - idempotencyWindowMs,
    madeBefore: now() - planUndoMs - idempotencyWindowMs,
  };
  return deleteInBatches((countMax) => store.platform.deleteOldPlans(of, countMax));
}
