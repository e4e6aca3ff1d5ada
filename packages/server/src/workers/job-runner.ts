import type { Installation } from "../core/installation.ts";
import { LeaseLost, leaseMs, type RunningJob } from "../core/jobs/running-job.ts";
import type { JobKind } from "../model.ts";
import type { JobHandlers } from "./job-handlers.ts";

type JobQueue = Installation["jobs"];
type ClaimedJob = NonNullable<Awaited<ReturnType<JobQueue["claim"]>>>;

export interface JobRunnerOptions {
  readonly handlers: JobHandlers;
  readonly log: { warn(fields: object, message: string): void };
  /** Jobs that run at the same time. */
  readonly concurrency?: number;
  /** Returns a number from 0 to 1, for the delays of retries. */
  readonly random?: () => number;
  /** How often to look for jobs of other processes and for delayed ones, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * Runs the jobs of the queue whose kinds have a handler. It looks for jobs when this process enqueues one, when one has
 * ended, and at every poll. Another process continues what this one does not end: when it stops, by releasing its jobs;
 * when it is killed, by their expired leases.
 */
export class JobRunner {
  readonly #queue: JobQueue;
  readonly #options: JobRunnerOptions;
  readonly #kinds: readonly JobKind[];
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #poll: NodeJS.Timeout;
  readonly #ignoreEnqueued: () => void;
  #claiming: Promise<void> = Promise.resolve();

  constructor(queue: JobQueue, options: JobRunnerOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#kinds = Object.keys(options.handlers) as JobKind[];
    this.#ignoreEnqueued = queue.onEnqueued(() => void this.claim());
    this.#poll = setInterval(() => void this.poll(), options.pollMs ?? 5000);
    this.#poll.unref();
    void this.poll();
  }

  /** Starts the jobs that are due, as many as can run. Never rejects: a failure is logged and repeated by the next poll. */
  claim(): Promise<void> {
    this.#claiming = this.#claiming.then(() =>
      this.#claimAll().catch((error) => this.#options.log.warn({ err: error }, "could not claim a job")),
    );
    return this.#claiming;
  }

  /** Like `claim`, and counts the jobs for the metrics. */
  async poll(): Promise<void> {
    await this.claim();
    await this.#queue
      .count()
      .catch((error) => this.#options.log.warn({ err: error }, "could not count the jobs"));
  }

  /** Resolves when no job is due and none is running. */
  async idle(): Promise<void> {
    do {
      await this.claim();
      await Promise.all(this.#running);
      await this.#claiming;
    } while (this.#running.size > 0);
  }

  /** Claims no more jobs, and releases the running ones after their current step. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#ignoreEnqueued();
    clearInterval(this.#poll);
    await this.#claiming;
    await Promise.all(this.#running);
  }

  async #claimAll(): Promise<void> {
    const { concurrency = 4 } = this.#options;
    while (!this.#stopping.signal.aborted && this.#running.size < concurrency) {
      const claimed = await this.#queue.claim(this.#kinds);
      if (claimed === undefined) return;
      const run: Promise<void> = this.#run(claimed).finally(() => {
        this.#running.delete(run);
        void this.claim();
      });
      this.#running.add(run);
    }
  }

  async #run(claimed: ClaimedJob): Promise<void> {
    const lost = new AbortController();
    const running = this.#queue.toRunning(claimed, AbortSignal.any([this.#stopping.signal, lost.signal]));
    const heartbeat = setInterval(() => void this.#extend(claimed, lost), leaseMs / 3);
    try {
      await this.#end(claimed, running, await this.#handle(running));
    } catch (error) {
      // The lease expires, and another attempt follows.
      this.#options.log.warn({ err: error, jobId: claimed.job.id }, "could not store the end of a job");
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Returns the failure; undefined after a success. */
  async #handle(running: RunningJob): Promise<{ readonly error: unknown } | undefined> {
    try {
      await this.#options.handlers[running.job.kind]?.(running);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #end(
    claimed: ClaimedJob,
    { job }: RunningJob,
    failure: { readonly error: unknown } | undefined,
  ): Promise<void> {
    if (failure === undefined) return this.#queue.succeed(claimed);
    if (failure.error instanceof LeaseLost) return;
    if (this.#stopping.signal.aborted) return this.#queue.release(claimed, job);
    const { log, random = Math.random } = this.#options;
    log.warn({ err: failure.error, jobId: job.id, kind: job.kind }, "an attempt of a job failed");
    await this.#queue.fail(claimed, job, failure.error, random());
  }

  /** After a failure the next extension can still be in time. */
  async #extend({ lease }: ClaimedJob, lost: AbortController): Promise<void> {
    const isExtended = await this.#queue.extend(lease).catch(() => true);
    if (!isExtended) lost.abort(new LeaseLost());
  }
}
