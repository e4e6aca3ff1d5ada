import type { Installation } from "../core/installation.ts";
import { logFailures, type RepeatedJob, repeatJob, type WarningLog } from "./repeated-job.ts";

export interface ForwardHost {
  readonly installation: Pick<Installation, "notifications">;
  readonly server: { readonly log: WarningLog };
}

const intervalMs = 1000;

/** Sends received messages on to the phones of their holders, until stopped. */
export function startMessageForwards({ installation, server }: ForwardHost): RepeatedJob {
  const stopping = new AbortController();
  const send = () => installation.notifications.sendForwards(stopping.signal);
  const job = repeatJob(logFailures(send, server.log, "could not forward messages"), intervalMs);
  return {
    stop() {
      stopping.abort();
      return job.stop();
    },
  };
}
