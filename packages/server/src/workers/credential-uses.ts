import type { Installation } from "../core/installation.ts";
import { logFailures, type RepeatedJob, repeatJob, type WarningLog } from "./repeated-job.ts";

/** Half of the minute that a last use may be stale. */
const intervalMs = 30_000;

export interface CredentialUseHost {
  readonly installation: Pick<Installation, "storeCredentialUses">;
  readonly server: { readonly log: WarningLog };
}

/**
 * Stores when API keys and sessions were used, every 30 seconds and once more when it is stopped. A failed run is logged and repeated
 * in the next interval. `stop` waits for the last run.
 */
export function startCredentialUseJob({ installation, server }: CredentialUseHost): RepeatedJob {
  const store = () => installation.storeCredentialUses();
  const run = logFailures(store, server.log, "could not store when credentials were used");
  const job = repeatJob(run, intervalMs);
  return { stop: () => job.stop().then(run) };
}
