import { platformId } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { enqueueJobOf } from "./enqueue-job.ts";

const kind = "maintenance";

/** How often the maintenance of a database runs, in milliseconds. */
export const maintenanceIntervalMs = 60 * 60 * 1000;

/**
 * Enqueues the maintenance of the database unless one was enqueued within the last hour, by this process or another. Returns
 * whether it did.
 */
export async function scheduleMaintenance(services: CoreServices): Promise<boolean> {
  const { store, now, jobWakeups } = services;
  const job = await store.write(platformId, async (tx) => {
    const at = now();
    const latest = await tx.jobs.latestOfKind(kind);
    if (latest !== undefined && latest.createdAt > at - maintenanceIntervalMs) return undefined;
    return enqueueJobOf(services, { tx, at }, null, { kind, input: {}, key: kind });
  });
  if (job === undefined) return false;
  jobWakeups.notify();
  return true;
}
