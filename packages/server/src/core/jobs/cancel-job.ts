import type { Job, JobId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { jobFinished } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingJob } from "./read-jobs.ts";

/**
 * Cancels a job of the organization and returns it: its worker commits nothing more. What was committed before stays.
 * Throws when the job has ended.
 */
export const cancelJob = (context: Context, jobId: JobId): Promise<Job> =>
  mutate(context, { permission: "jobs:write" }, (unitOfWork) => cancel(unitOfWork, jobId));

/** Like `cancelJob`, for a job of the platform. */
export const cancelPlatformJob = (context: Context, jobId: JobId): Promise<Job> =>
  mutate(
    context.forPlatform(),
    { permission: "platformJobs:write", requiresOrganization: false },
    (unitOfWork) => cancel(unitOfWork, jobId),
  );

async function cancel({ tx, at }: UnitOfWork, jobId: JobId): Promise<Job> {
  const cancelled = await tx.jobs.cancel(jobId, at);
  if (cancelled !== undefined) return cancelled;
  throw jobFinished((await existingJob(tx, jobId)).state);
}
