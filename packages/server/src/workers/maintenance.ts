import type { Installation } from "../core/installation.ts";
import { type RepeatedJob, repeatJob } from "./repeated-job.ts";

const intervalMs = 60 * 60 * 1000;

export interface MaintenanceHost {
  readonly installation: Pick<
    Installation,
    "deleteExpiredIdempotencyKeys" | "deleteExpiredPlans" | "deleteExpiredSessions"
  >;
  readonly server: {
    readonly log: {
      debug(fields: object, message: string): void;
      warn(fields: object, message: string): void;
    };
  };
}

/**
 * Deletes expired idempotency keys, offboarding plans and sessions now and every hour until stopped. A failed run is logged and
 * retried in the next interval. `stop` waits for the current run.
 */
export function startMaintenanceJobs({ installation, server }: MaintenanceHost): RepeatedJob {
  const report = (what: string, deleted: Promise<number>) =>
    deleted.then(
      (count) => server.log.debug({ count }, `deleted expired ${what}`),
      (error) => server.log.warn({ err: error }, `could not delete expired ${what}`),
    );
  const run = async () => {
    await report("idempotency keys", installation.deleteExpiredIdempotencyKeys());
    await report("offboarding plans", installation.deleteExpiredPlans());
    await report("sessions", installation.deleteExpiredSessions());
  };
  return repeatJob(run, intervalMs, run());
}
