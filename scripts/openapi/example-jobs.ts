import type { App } from "../../packages/server/src/app.ts";
import type { CarrierAccountId, JobId, OrganizationId } from "../../packages/server/src/model.ts";
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

/** Adds a call to the log of the organization. */
export const addExampleCall = (app: App, organizationId: OrganizationId): Promise<void> =>
  app.installation.notifications.storeCalls([
    {
      organizationId,
      carrierAccountId: "019cb4368d805fb12e8b0002" as CarrierAccountId,
      carrierCallId: "CA5f7b1c2e8a1d4e0012c3b400a1b2c3d4",
      ...{ provider: "twilio", direction: "inbound", at: Date.UTC(2026, 2, 3, 15), line: "+14165550101" },
      ...{ numberId: null, userId: null, otherDigits: "0199" },
      ...{ decision: "ring", rule: "inboundHolder", legOutcome: null, endpoints: ["client:ana"] },
      ...{ outcome: "answered", retentionDays: 30 },
    },
  ]);
