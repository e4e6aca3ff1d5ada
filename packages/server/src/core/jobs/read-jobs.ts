import type { Job, JobId } from "../../model.ts";
import { type JobFilter, platformId, type StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { jobNotFound } from "../kernel/errors.ts";

/** Lists the jobs of the organization in the order of creation. */
export async function listJobs(
  context: Context,
  filter: JobFilter,
  request: CursorRequest,
): Promise<CursorPage<Job>> {
  return list(context, await context.reads("jobs:read"), filter, request);
}

/** Returns a job of the organization. Throws when there is none. */
export async function getJob(context: Context, jobId: JobId): Promise<Job> {
  return existingJob(await context.reads("jobs:read"), jobId);
}

/** Lists the jobs of the platform in the order of creation. */
export async function listPlatformJobs(
  context: Context,
  filter: JobFilter,
  request: CursorRequest,
): Promise<CursorPage<Job>> {
  context.require("platformJobs:read");
  return list(context.forPlatform(), context.services.store.read(platformId), filter, request);
}

/** Returns a job of the platform. Throws when there is none. */
export async function getPlatformJob(context: Context, jobId: JobId): Promise<Job> {
  context.require("platformJobs:read");
  return existingJob(context.services.store.read(platformId), jobId);
}

const list = (context: Context, { jobs }: StoreReader, filter: JobFilter, request: CursorRequest) =>
  listByCursor(context, { name: "jobs", filter }, request, (page) => jobs.list(filter, page));

export async function existingJob({ jobs }: Pick<StoreReader, "jobs">, jobId: JobId): Promise<Job> {
  const job = await jobs.find(jobId);
  if (job === undefined) throw jobNotFound();
  return job;
}
