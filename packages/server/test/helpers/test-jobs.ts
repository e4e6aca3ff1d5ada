import { enqueueJob, type JobRequest } from "../../src/core/jobs/enqueue-job.ts";
import type { RunningJob } from "../../src/core/jobs/running-job.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { mutate } from "../../src/core/kernel/mutate.ts";
import type { GroupId, Job } from "../../src/model.ts";
import { JobRunner, type JobRunnerOptions } from "../../src/workers/job-runner.ts";
import type { RunningApp } from "./app.ts";
import type { Organization } from "./world.ts";

// Jobs of a kind that the server has, with handlers of the tests.

/** The organization's admin, bound to the organization. */
export async function adminContext(
  { installation }: RunningApp,
  { id, admin }: Organization,
): Promise<Context> {
  const principal = await installation.authenticateKey(admin.key);
  return installation.as(principal, id, { dialect: "native", requestId: "test-request" });
}

/** Enqueues a job that acts for the context's caller. */
export async function enqueue(context: Context, request: Partial<JobRequest> = {}): Promise<Job> {
  const { job } = await mutate(context, { permission: "jobs:write" }, async (unitOfWork) => ({
    job: await enqueueJob(context, unitOfWork, { kind: "maintenance", input: {}, ...request }),
  }));
  if (job === undefined) throw new Error("a job with the same key is open");
  context.services.jobWakeups.notify();
  return job;
}

export const startRunner = (
  { installation, server }: Pick<RunningApp, "installation" | "server">,
  run: (job: RunningJob) => Promise<void>,
  options: Partial<JobRunnerOptions> = {},
): JobRunner =>
  new JobRunner(installation.jobs, { handlers: { maintenance: run }, log: server.log, ...options });

/** One step that creates a group whose name is the number of the step. */
export const createGroupStep = async (running: RunningJob, total: number): Promise<void> => {
  await running.step({ permission: "groups:write" }, async (unitOfWork, context) => {
    const done = nextStep(running.job) + 1;
    const name = `${done} ${context.services.createId()}`;
    const id = context.services.createId<GroupId>();
    const group = await unitOfWork.tx.groups.create({ id, name, createdAt: unitOfWork.at });
    unitOfWork.record({ kind: "group.created", subjectId: id, before: null, after: group });
    return { outcome: {}, checkpoint: { done }, progress: { done, total } };
  });
};

/** The number of steps that are committed, as the worker knows it. */
export const nextStep = ({ checkpoint }: Job): number => (checkpoint as { done: number } | null)?.done ?? 0;

/** Runs every step that is missing. */
export const createGroups =
  (total: number) =>
  async (running: RunningJob): Promise<void> => {
    while (nextStep(running.job) < total) await createGroupStep(running, total);
  };
