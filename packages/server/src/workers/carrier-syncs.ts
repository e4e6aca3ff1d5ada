import type { Installation } from "../core/installation.ts";
import type { MaintenanceHost } from "./maintenance.ts";
import { logFailures, type RepeatedJob, repeatJob } from "./repeated-job.ts";

/** How often due comparisons are looked for, in milliseconds. */
const intervalMs = 60_000;

export interface CarrierSyncHost extends Pick<MaintenanceHost, "server"> {
  readonly installation: Pick<Installation, "scheduleCarrierSyncs">;
}

/** Enqueues the comparisons with carriers that are due, every minute. A failure is logged and retried in the next interval. */
export function startCarrierSyncSchedule({ installation, server }: CarrierSyncHost): RepeatedJob {
  const schedule = () => installation.scheduleCarrierSyncs();
  const run = logFailures(schedule, server.log, "could not schedule comparisons with carriers");
  return repeatJob(run, intervalMs);
}
