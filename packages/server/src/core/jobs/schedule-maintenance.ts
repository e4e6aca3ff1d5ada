import type { JobId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";

const kind = "maintenance";

/** How often the maintenance of a database runs, in milliseconds. */
export const maintenanceIntervalMs = 60 * 60 * 1000;

/**
 * Enqueues the maintenance of the database unless one was enqueued within the last hour, by this process or another. Returns
 * whether it did.
 */
export async function scheduleMaintenance({
  store,
  now,
  createId,
  jobWakeups,
}: CoreServices): Promise<boolean> {
  const job = await store.write(platformId, async (tx) => {
    const at = now();
    const latest = await tx.jobs.latestOfKind(kind);
    if (latest !== undefined && latest.createdAt > at - maintenanceIntervalMs) return undefined;
    const progress = { done: 0, total: null };
    const id = createId<JobId>();
    return tx.jobs.enqueue({
      ...{ id, kind, input: {}, key: kind, progress, creator: null },
      createdAt: at,
      runAfter: at,
    });
  });
  if (job === undefined) return false;
  jobWakeups.notify();
  return true;
}
