import { type CarrierSyncHost, startCarrierSyncSchedule } from "./carrier-syncs.ts";
import { type CredentialUseHost, startCredentialUseJob } from "./credential-uses.ts";
import { type InboxHost, startInboxPolling } from "./inboxes.ts";
import { jobHandlers } from "./job-handlers.ts";
import { JobRunner } from "./job-runner.ts";
import { type MaintenanceHost, startMaintenanceSchedule } from "./maintenance.ts";
import { type ForwardHost, startMessageForwards } from "./message-forwards.ts";
import type { RepeatedJob } from "./repeated-job.ts";
import { type ExpiryHost, startTextExpiry } from "./text-expiry.ts";
import { startWebhookDelivery, type WebhookHost } from "./webhooks.ts";

type WorkerHost = MaintenanceHost &
  CredentialUseHost &
  WebhookHost &
  CarrierSyncHost &
  ExpiryHost &
  ForwardHost &
  InboxHost;

/** Starts the background work of one process. `stop` releases the jobs that it runs and waits for their current steps. */
export function startWorkers(host: WorkerHost): RepeatedJob {
  const { installation, server } = host;
  const runner = new JobRunner(installation.jobs, { handlers: jobHandlers(host), log: server.log });
  const workers: readonly RepeatedJob[] = [
    startMaintenanceSchedule(host),
    startCredentialUseJob(host),
    startCarrierSyncSchedule(host),
    runner,
    startTextExpiry(host),
    startMessageForwards(host),
    startWebhookDelivery(host),
    startInboxPolling(host),
  ];
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
