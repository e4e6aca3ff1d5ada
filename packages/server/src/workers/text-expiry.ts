import type { Installation } from "../core/installation.ts";
import { type RepeatedJob, repeatJob } from "./repeated-job.ts";

export interface ExpiryHost {
  readonly installation: Pick<Installation, "notifications">;
  readonly server: { readonly log: Record<"warn", (fields: object, message: string) => void> };
}

const intervalMs = 60_000;

/** Erases the texts of messages that are too old, every minute: the hourly maintenance would keep them for too long. */
export function startTextExpiry({ installation, server }: ExpiryHost): RepeatedJob {
  const run = () =>
    installation.notifications
      .eraseExpiredTexts()
      .then(() => {})
      .catch((error) => server.log.warn({ err: error }, "could not erase expired texts"));
  return repeatJob(run, intervalMs, run());
}
