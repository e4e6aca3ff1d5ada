import type { Installation } from "../core/installation.ts";
import type { InboxPollerOptions } from "../core/telephony/inbox-poller.ts";
import { type RepeatedJob, repeatJob, type WarningLog } from "./repeated-job.ts";

export interface InboxHost {
  readonly installation: Pick<Installation, "createInboxPoller">;
  readonly server: { readonly log: WarningLog };
}

/** How often due inboxes are looked for, in milliseconds. */
const intervalMs = 5000;

/** Reads the inboxes of carriers that call no webhook, until stopped. */
export function startInboxPolling(
  { installation, server }: InboxHost,
  options: InboxPollerOptions = {},
): RepeatedJob {
  const poller = installation.createInboxPoller({
    onFailure: (carrierAccountId, error) =>
      server.log.warn({ carrierAccountId, err: error }, "could not read the inbox of a carrier account"),
    ...options,
  });
  const job = repeatJob(() => poller.pollDue(), intervalMs, poller.pollDue());
  return {
    async stop() {
      await poller.stop();
      await job.stop();
    },
  };
}
