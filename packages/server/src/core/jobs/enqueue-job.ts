import type { Job, JobCreator, JobId, JobKind } from "../../model.ts";
import type { Context, CoreServices } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { creatorOf } from "./job-creator.ts";

export interface JobRequest {
  readonly kind: JobKind;
  /** JSON without personal data and secrets: it is kept for 30 days and shown to workers only. */
  readonly input: object;
  /** At most one job of the organization with this key is pending or running. */
  readonly key?: string | undefined;
  /** The number of parts, where it is known. */
  readonly total?: number | undefined;
  /** When the job can run, in milliseconds; at once by default. */
  readonly runAfter?: number | undefined;
}

/**
 * Stores a job of the context's organization as a part of another operation, which commits it with its other changes. The
 * job acts for the caller. After the commit, `context.services.jobWakeups.notify()` lets it start at once. Returns
 * undefined when a job with the same key is pending or running.
 */
export const enqueueJob = (
  context: Context,
  part: Pick<UnitOfWork, "tx" | "at">,
  request: JobRequest,
): Promise<Job | undefined> => enqueueJobOf(context.services, part, creatorOf(context), request);

/** Like `enqueueJob`, for any caller; a job without a creator is one of the installation. */
export function enqueueJobOf(
  { createId }: Pick<CoreServices, "createId">,
  { tx, at }: Pick<UnitOfWork, "tx" | "at">,
  creator: JobCreator | null,
  { kind, input, key, total, runAfter = at }: JobRequest,
): Promise<Job | undefined> {
  return tx.jobs.enqueue({
    id: createId<JobId>(),
    kind,
    input,
    key,
    progress: { done: 0, total: total ?? null },
    creator,
    createdAt: at,
    runAfter,
  });
}
