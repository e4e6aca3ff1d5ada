import type {
  CarrierAccountId,
  CarrierSync,
  CarrierSyncFailure,
  CarrierSyncId,
  CarrierSyncItem,
  CarrierSyncItemId,
  DriftItemState,
  JobId,
  JobState,
  UserId,
} from "../../model.ts";

export const carrierSyncColumns = `id, serial, account_id, job_id, failure, failure_message, here, there, counts, created_by, created_at, read_at,
  (select j.state from jobs j where j.organization_id = carrier_syncs.organization_id and j.id = job_id) as job_state`;

export interface CarrierSyncRow {
  id: CarrierSyncId;
  serial: number;
  account_id: CarrierAccountId;
  job_id: JobId;
  failure: CarrierSyncFailure | null;
  failure_message: string | null;
  here: number;
  there: number;
  counts: string;
  created_by: UserId | null;
  created_at: number;
  read_at: number | null;
  /** Null when the job was deleted, long after its end. */
  job_state: JobState | null;
}

export const toCarrierSync = (row: CarrierSyncRow): CarrierSync => ({
  id: row.id,
  accountId: row.account_id,
  jobId: row.job_id,
  ...stateOf(row),
  here: row.here,
  there: row.there,
  counts: JSON.parse(row.counts),
  createdBy: row.created_by,
  createdAt: row.created_at,
  readAt: row.read_at,
});

/** A job that was cancelled, or has failed for good, leaves its sync as it was. */
function stateOf(row: CarrierSyncRow): Pick<CarrierSync, "state" | "failure"> {
  if (row.failure !== null)
    return { state: "failed", failure: { reason: row.failure, message: row.failure_message ?? "" } };
  if (row.read_at !== null) return { state: "complete", failure: null };
  if (row.job_state === "pending" || row.job_state === "running" || row.job_state === "succeeded")
    return { state: "running", failure: null };
  const message = "The job of the comparison ended before the comparison was complete.";
  return { state: "failed", failure: { reason: "internal", message } };
}

export const carrierSyncItemColumns = "id, position, drift, state, change";

export interface CarrierSyncItemRow {
  id: CarrierSyncItemId;
  position: number;
  drift: string;
  state: DriftItemState;
  change: string | null;
}

export const toCarrierSyncItem = (row: CarrierSyncItemRow): CarrierSyncItem => ({
  id: row.id,
  position: row.position,
  drift: JSON.parse(row.drift),
  state: row.state,
  change: row.change === null ? null : JSON.parse(row.change),
});
