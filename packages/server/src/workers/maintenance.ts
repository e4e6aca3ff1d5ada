import type { Installation } from "../core/installation.ts";
import { maintenanceIntervalMs } from "../core/jobs/schedule-maintenance.ts";
import { logFailures, type RepeatedJob, repeatJob, type WarningLog } from "./repeated-job.ts";

export interface MaintenanceHost {
  readonly installation: Pick<
    Installation,
    | "deleteExpiredIdempotencyKeys"
    | "deleteExpiredPlans"
    | "deleteExpiredSessions"
    | "deleteOldPlans"
    | "deleteOldWebhookAttempts"
    | "deleteExpiredImports"
    | "notifications"
    | "scheduleMaintenance"
    | "runCarrierSync"
    | "jobs"
  >;
  readonly server: {
    readonly log: WarningLog & { debug(fields: object, message: string): void };
  };
}

/**
 * Enqueues the maintenance of the database now and every hour until stopped, unless another process has done so. A failure
 * is logged and retried in the next interval. `stop` waits for the current run.
 */
export function startMaintenanceSchedule({ installation, server }: MaintenanceHost): RepeatedJob {
  const schedule = () => installation.scheduleMaintenance();
  const run = logFailures(schedule, server.log, "could not schedule the maintenance");
  return repeatJob(run, maintenanceIntervalMs, run());
}

/** Deletes what has expired. Throws the first failure, after everything was attempted. */
export async function runMaintenance({ installation, server }: MaintenanceHost): Promise<void> {
  const tasks = {
    "idempotency keys": () => installation.deleteExpiredIdempotencyKeys(),
    "offboarding plans": () => installation.deleteExpiredPlans(),
    plans: () => installation.deleteOldPlans(),
    sessions: () => installation.deleteExpiredSessions(),
    "attempts of webhooks": () => installation.deleteOldWebhookAttempts(),
    "parts of imports": () => installation.deleteExpiredImports(),
    notifications: () => installation.notifications.deleteOld(),
    jobs: () => installation.jobs.deleteFinished(),
  };
  const failures: unknown[] = [];
  for (const [what, run] of Object.entries(tasks))
    await run().then(
      (count) => server.log.debug({ count }, `deleted expired ${what}`),
      (error) => failures.push(error),
    );
  if (failures.length > 0) throw failures[0];
}
