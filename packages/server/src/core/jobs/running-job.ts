import type { Job, JobProgress, OrganizationId } from "../../model.ts";
import { type ClaimedJob, type JobLease, platformId } from "../../storage/store.ts";
import { requireOrganization } from "../auth/access.ts";
import { Context, type CoreServices } from "../kernel/context.ts";
import { type MutateOptions, mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { principalOfCreator } from "./job-creator.ts";

/** How long a worker has a job without a sign of life, in milliseconds. */
export const leaseMs = 30_000;

/** The worker does not have the job any more: it was cancelled, or its lease expired and another worker has it. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor() {
    super("the lease of the job was lost");
  }
}

/** What one step did. */
export interface StepResult<T> {
  readonly outcome: T;
  /** Where the next step continues. JSON without personal data and secrets. */
  readonly checkpoint: object;
  readonly progress: JobProgress;
}

/** A job that this worker has. */
export class RunningJob {
  readonly organizationId: OrganizationId;
  /** Aborted when the worker stops, or has lost the job. */
  readonly signal: AbortSignal;
  readonly #services: CoreServices;
  readonly #lease: JobLease;
  #job: Job;

  constructor(services: CoreServices, { job, lease }: ClaimedJob, signal: AbortSignal) {
    this.#services = services;
    this.#lease = lease;
    this.#job = job;
    this.signal = signal;
    this.organizationId = lease.organizationId;
  }

  /** With the progress and the checkpoint of the last step that was committed. */
  get job(): Job {
    return this.#job;
  }

  /**
   * The creator of the job as they are now, bound to its organization. Throws when the creator is not active any more, may
   * not act in the organization, or their credential was revoked.
   */
  async context(): Promise<Context> {
    const { creator } = this.#job;
    if (creator === null) throw new Error("A job of the server acts for nobody.");
    const { dialect, requestId, door } = creator;
    const principal = await principalOfCreator(this.#services, creator, this.#job);
    const isOfPlatform = this.organizationId === platformId;
    requireOrganization(principal, isOfPlatform ? null : this.organizationId);
    return new Context(this.#services, principal, this.organizationId, {
      ...{ dialect, requestId, door, jobId: this.#job.id },
    });
  }

  /**
   * Runs `work` in one transaction, like `mutate`, together with the checkpoint and the progress that it returns: all are
   * committed or none, and only while this worker has the job. `work` gets the creator as they are now; it must be short,
   * because it holds the lock of the organization, and may be run again. Throws LeaseLost, when the worker stops, and like
   * `context`.
   */
  async step<T extends object>(
    options: MutateOptions<never>,
    work: (unitOfWork: UnitOfWork, context: Context) => Promise<StepResult<T>>,
  ): Promise<T> {
    this.signal.throwIfAborted();
    const context = await this.context();
    const result = await mutate<StepResult<T>>(
      context,
      options as MutateOptions<StepResult<T>>,
      async (unitOfWork) => {
        const step = await work(unitOfWork, context);
        const leaseUntil = this.#services.now() + leaseMs;
        const { checkpoint, progress } = step;
        if (!(await unitOfWork.tx.jobs.checkpoint(this.#lease, { checkpoint, progress, leaseUntil })))
          throw new LeaseLost();
        return step;
      },
    );
    const { checkpoint, progress } = result;
    this.#job = { ...this.#job, checkpoint, progress, attempts: 1 };
    return result.outcome;
  }
}
