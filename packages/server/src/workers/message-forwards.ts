import type { Installation } from "../core/installation.ts";
import { type RepeatedJob, repeatJob } from "./repeated-job.ts";

export interface ForwardHost {
  readonly installation: Pick<Installation, "notifications">;
  readonly server: { readonly log: Record<"warn", (fields: object, message: string) => void> };
}

const intervalMs = 1000;

/** Sends received messages on to the phones of their holders, until stopped. */
export function startMessageForwards({ installation, server }: ForwardHost): RepeatedJob {
  const stopping = new AbortController();
  const run = () =>
    installation.notifications
      .sendForwards(stopping.signal)
      .then(() => {})
      .catch((error) => server.log.warn({ err: error }, "could not forward messages"));
  const job = repeatJob(run, intervalMs);
  return {
    stop() {
      stopping.abort();
      return job.stop();
    },
  };
}
