import type { App } from "../../packages/server/src/app.ts";
import type { JobId, OrganizationId } from "../../packages/server/src/model.ts";
import { jobHandlers } from "../../packages/server/src/workers/job-handlers.ts";
import { JobRunner } from "../../packages/server/src/workers/job-runner.ts";

/** Adds a pending job of the organization and one of the platform; no worker runs them. */
export async function addExampleJobs(
  { store, installation }: App,
  organization: OrganizationId,
): Promise<void> {
  await installation.scheduleMaintenance();
  const at = Date.UTC(2026, 2, 3, 15);
  await store.write(organization, (tx) =>
    tx.jobs.enqueue({
      id: "019cb4368d805fb12e8b0001" as JobId,
      ...{ kind: "maintenance", input: {}, progress: { done: 0, total: null }, creator: null },
      ...{ createdAt: at, runAfter: at },
    }),
  );
}

/** Runs every job that is due. */
export async function runExampleJobs(app: App): Promise<void> {
  const runner = new JobRunner(app.installation.jobs, { handlers: jobHandlers(app), log: app.server.log });
  await runner.idle();
  await runner.stop();
}
