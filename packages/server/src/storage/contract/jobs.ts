import type {
  Job,
  JobCreator,
  JobId,
  JobKind,
  JobProgress,
  JobState,
  OrganizationId,
  Page,
  PageRequest,
  Timestamp,
} from "../../model.ts";

export interface JobFilter {
  readonly kind?: JobKind | undefined;
  readonly state?: JobState | undefined;
}

export interface JobReader {
  find(id: JobId): Promise<Job | undefined>;
  /** The job of the kind that was created last. */
  latestOfKind(kind: JobKind): Promise<Job | undefined>;
  /** In the order of creation. */
  list(filter: JobFilter, page: PageRequest): Promise<Page<Job>>;
}

export interface JobWriter extends JobReader {
  /** Returns undefined when a job with the same key is pending or running. */
  enqueue(job: NewJob): Promise<Job | undefined>;
  /**
   * Stores the progress and extends the lease, in the transaction of what the job changes. Returns false when another
   * worker has the job or it was cancelled: then the transaction must be rolled back.
   */
  checkpoint(lease: JobLease, step: JobStep): Promise<boolean>;
  /** Ends a pending or running job and its lease. Returns undefined when it has ended already. */
  cancel(id: JobId, at: Timestamp): Promise<Job | undefined>;
}

export interface NewJob {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly input: object;
  /** At most one job of the organization with this key is pending or running. */
  readonly key?: string | undefined;
  readonly progress: JobProgress;
  readonly creator: JobCreator | null;
  readonly createdAt: Timestamp;
  readonly runAfter: Timestamp;
}

/** Proves that a worker still has the job. Each claim has another token. */
export interface JobLease {
  readonly organizationId: OrganizationId;
  readonly jobId: JobId;
  readonly token: string;
}

export interface JobStep {
  readonly checkpoint: object;
  readonly progress: JobProgress;
  readonly leaseUntil: Timestamp;
}

export interface ClaimedJob {
  readonly job: Job;
  readonly lease: JobLease;
}

/** The jobs of all organizations and of the platform, for the workers. Not serialized with an organization's writes. */
export interface JobQueueStore {
  /** When the next job of these kinds can be claimed; undefined when there is none. */
  nextDueAt(kinds: readonly JobKind[]): Promise<Timestamp | undefined>;
  /**
   * Takes the job that has been due for the longest time: pending with its `runAfter` reached, or running with an expired
   * lease. A job that another worker is claiming is skipped. Counts the attempt.
   */
  claim(claim: JobClaim): Promise<ClaimedJob | undefined>;
  // Each returns false when the worker has lost the lease.
  extend(lease: JobLease, leaseUntil: Timestamp): Promise<boolean>;
  finish(lease: JobLease, end: JobEnd): Promise<boolean>;
  /** Makes the job pending again. */
  postpone(lease: JobLease, postponement: JobPostponement): Promise<boolean>;
  /** By kind and state, of jobs that have not ended. */
  stats(): Promise<readonly JobStats[]>;
  /** Deletes up to `countMax` jobs that ended before `before`. Returns how many it deleted. */
  deleteFinished(before: Timestamp, countMax: number): Promise<number>;
}

export interface JobClaim {
  readonly kinds: readonly JobKind[];
  readonly token: string;
  readonly now: Timestamp;
  readonly leaseUntil: Timestamp;
}

export interface JobEnd {
  readonly state: "succeeded" | "failed";
  readonly at: Timestamp;
  readonly lastError: string | null;
}

export interface JobPostponement {
  readonly runAfter: Timestamp;
  /** The number of attempts so far. */
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface JobStats {
  readonly kind: JobKind;
  readonly state: JobState;
  readonly count: number;
  /** When the job that has waited for the longest time became due. */
  readonly oldestDueAt: Timestamp;
}
