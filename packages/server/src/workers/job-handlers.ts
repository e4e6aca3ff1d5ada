import { applyImportRows, checkImport } from "../core/imports/run-import.ts";
import { undoImportRows } from "../core/imports/undo-rows.ts";
import type { RunningJob } from "../core/jobs/running-job.ts";
import type { JobKind } from "../model.ts";
import { type MaintenanceHost, runMaintenance } from "./maintenance.ts";

/** Runs a job to its end. May be run again from the last checkpoint; throws when it cannot continue. */
export type JobHandler = (job: RunningJob) => Promise<void>;
export type JobHandlers = Readonly<Partial<Record<JobKind, JobHandler>>>;

/** Every kind of job with what runs it. */
export const jobHandlers = (host: MaintenanceHost): Readonly<Record<JobKind, JobHandler>> => ({
  maintenance: () => runMaintenance(host),
  importCheck: checkImport,
  importApply: applyImportRows,
  importUndo: undoImportRows,
  carrierSync: (running) => host.installation.runCarrierSync(running),
});
