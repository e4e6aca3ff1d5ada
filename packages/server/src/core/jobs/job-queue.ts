import type { Job, JobKind } from "../../model.ts";
import type { ClaimedJob, JobLease, JobStats } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";
import { isPermanent, sentenceOfFailure } from "./job-failure.ts";
import { leaseMs, RunningJob } from "./running-job.ts";

/** Attempts without progress after which a job has failed. */
export const attemptsMax = 25;

/** How long a job is kept after its end, in milliseconds. */
export const jobRetentionMs = 30 * 24 * 60 * 60 * 1000;

const backoffBaseMs = 1000;
const backoffMaxMs = 10 * 60 * 1000;

/** How a job that this process ran has ended. */
export type FinishedState = "succeeded" | "failed";

/** The queue as the workers of one process see it. */
export class JobQueue {
  readonly #services: CoreServices;
  #open: readonly JobStats[] = [];
  readonly #finished = new Map<string, { kind: JobKind; state: FinishedState; count: number }>();

  constructor(services: CoreServices) {
    this.#services = services;
  }

  /** Calls the listener when this process has enqueued a job. Returns the function that removes it. */
  onEnqueued(listener: () => void): () => void {
    return this.#services.jobWakeups.listen(listener);
  }

  /** Claims the next job of these kinds that is due; undefined when there is none. */
  async claim(kinds: readonly JobKind[]): Promise<ClaimedJob | undefined> {
    const { store, now, createId } = this.#services;
    const { jobs } = store.platform;
    const dueAt = await jobs.nextDueAt(kinds);
    if (dueAt === undefined || dueAt > now()) return undefined;
    const at = now();
    const claimed = await jobs.claim({ kinds, now: at, leaseUntil: at + leaseMs, token: createId() });
    if (claimed === undefined || claimed.job.attempts <= attemptsMax) return claimed;
    // A job that ends its process would end every process, one after the other.
    await this.#finish(claimed, "failed", `${attemptsMax} attempts ended without a result.`);
    return this.claim(kinds);
  }

  toRunning(claimed: ClaimedJob, signal: AbortSignal): RunningJob {
    return new RunningJob(this.#services, claimed, signal);
  }

  /** Returns false when the worker has lost the job. */
  extend(lease: JobLease): Promise<boolean> {
    return this.#services.store.platform.jobs.extend(lease, this.#services.now() + leaseMs);
  }

  async succeed(claimed: ClaimedJob): Promise<void> {
    await this.#finish(claimed, "succeeded", null);
  }

  /**
   * Fails the job, or makes it pending again after a delay when another attempt can succeed. `random` is from 0 to 1. The
   * delay has full jitter: between 0 and a time that doubles with each attempt.
   */
  async fail(claimed: ClaimedJob, job: Job, error: unknown, random: number): Promise<void> {
    const lastError = sentenceOfFailure(error);
    const { attempts } = job;
    if (isPermanent(error) || attempts >= attemptsMax) return this.#finish(claimed, "failed", lastError);
    const runAfter = this.#services.now() + Math.round(random * backoffCeilingMs(attempts));
    await this.#services.store.platform.jobs.postpone(claimed.lease, { runAfter, attempts, lastError });
  }

  /** Lets another worker continue the job at once. The attempt does not count. */
  async release({ lease }: ClaimedJob, { attempts, lastError }: Job): Promise<void> {
    const { store, now } = this.#services;
    await store.platform.jobs.postpone(lease, {
      runAfter: now(),
      attempts: Math.max(0, attempts - 1),
      lastError,
    });
  }

  /** Counts the jobs that have not ended, for the metrics. */
  async count(): Promise<void> {
    this.#open = await this.#services.store.platform.jobs.stats();
  }

  get metrics() {
    return { open: this.#open, finished: [...this.#finished.values()], now: this.#services.now() };
  }

  /** Deletes the jobs that ended more than 30 days ago; returns their number. */
  deleteFinished(): Promise<number> {
    const { store, now } = this.#services;
    const before = now() - jobRetentionMs;
    return deleteInBatches((countMax) => store.platform.jobs.deleteFinished(before, countMax));
  }

  async #finish(
    { lease, job: { kind } }: ClaimedJob,
    state: FinishedState,
    lastError: string | null,
  ): Promise<void> {
    const at = this.#services.now();
    if (!(await this.#services.store.platform.jobs.finish(lease, { state, at, lastError }))) return;
    const key = `${kind} ${state}`;
    this.#finished.set(key, { kind, state, count: (this.#finished.get(key)?.count ?? 0) + 1 });
  }
}

const backoffCeilingMs = (attempts: number): number =>
  Math.min(backoffMaxMs, backoffBaseMs * 2 ** Math.max(0, attempts - 1));
