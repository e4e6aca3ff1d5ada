import type { ApiKeyId, DialectName, JobId, SuperadminKeyScope, Timestamp, UserId } from "../model.ts";

export const jobStates = ["pending", "running", "succeeded", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** What the workers can do. A kind that was used once stays readable. */
export const jobKinds = ["maintenance", "importCheck", "importApply", "importUndo", "carrierSync"] as const;
export type JobKind = (typeof jobKinds)[number];

/** Background work: of an organization, or of the platform. */
export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  /** What the kind needs to run. JSON without personal data and secrets. */
  readonly input: object;
  /** Where the next attempt continues; null before the first step. JSON without personal data and secrets. */
  readonly checkpoint: object | null;
  readonly progress: JobProgress;
  /** Since the job last made progress. */
  readonly attempts: number;
  /** When a pending job can run. */
  readonly dueAt: Timestamp | null;
  /** Why the last attempt failed: a sentence without personal data. */
  readonly lastError: string | null;
  /** Null for a job that the server created. */
  readonly creator: JobCreator | null;
  readonly createdAt: Timestamp;
  /** When the first attempt began. */
  readonly firstRunAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
}

export interface JobProgress {
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
}

/** For whom the job acts, and the request that created it; its changes are recorded with both. */
export interface JobCreator {
  readonly userId: UserId;
  readonly credentialId: string;
  /** Of the API key, also that of a session; null for other credentials. Absent in jobs of earlier versions. */
  readonly keyId?: ApiKeyId | null | undefined;
  readonly scopes?: readonly SuperadminKeyScope[] | undefined;
  readonly dialect: DialectName;
  readonly requestId: string;
  /** Through which the request arrived, when that is not the API of its path. */
  readonly door?: "mcp" | undefined;
}
