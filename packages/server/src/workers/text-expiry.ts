import type { Installation } from "../core/installation.ts";
import { logFailures, type RepeatedJob, repeatJob, type WarningLog } from "./repeated-job.ts";

export interface ExpiryHost {
  readonly installation: Pick<Installation, "notifications">;
  readonly server: { readonly log: WarningLog };
}

const intervalMs = 60_000;

/** Erases the texts of messages that are too old, every minute: the hourly maintenance would keep them for too long. */
export function startTextExpiry({ installation, server }: ExpiryHost): RepeatedJob {
  const erase = () => installation.notifications.eraseExpiredTexts();
  const run = logFailures(erase, server.log, "could not erase expired texts");
  return repeatJob(run, intervalMs, run());
}
