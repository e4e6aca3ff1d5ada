import type { Store } from "../storage/store.ts";
import { CredentialCache } from "./auth/credential-cache.ts";
import { createKeyUses, createSessionUses } from "./auth/credential-uses.ts";
import { checkEncryption, ensurePepper, type InstallationKeys } from "./auth/installation-keys.ts";
import { Secrets } from "./auth/secrets.ts";
import { Installation } from "./installation.ts";
import { type CarrierAccountCallbacks, CarrierAccountDirectory } from "./kernel/carrier-account-directory.ts";
import { CommitNotifier } from "./kernel/commit-notifier.ts";
import type { CoreServices } from "./kernel/context.ts";
import { type CreateId, createIdGenerator } from "./kernel/ids.ts";
import { JobWakeups } from "./kernel/job-wakeups.ts";
import { NotificationHub } from "./kernel/notification-hub.ts";
import { noOutbound, type Outbound } from "./kernel/outbound.ts";
import { type QuotaLimits, Quotas } from "./kernel/quotas.ts";
import { RecordCache } from "./kernel/record-cache.ts";
import { LookupCounts } from "./routing/lookup-counts.ts";
import { RouteIndexSync, type RouteIndexSyncOptions } from "./routing/route-index-sync.ts";
import { ensureSigningKey } from "./signing-keys/signing-keys.ts";
import type { Carriers } from "./telephony/carrier-client.ts";
import { noCarriers } from "./telephony/carrier-http.ts";

export interface InstallationOptions {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
  /** Must return a new id with each call. */
  readonly createId?: CreateId | undefined;
  readonly routes?: RouteIndexSyncOptions;
  readonly carrierAccounts?: CarrierAccountCallbacks | undefined;
  /** Other quotas than the default ones. */
  readonly quotas?: Partial<QuotaLimits> | undefined;
  /** Sends requests to webhooks; none are sent without it. */
  readonly outbound?: Outbound | undefined;
  /** Asks the carriers' APIs; none can be asked without it. */
  readonly carriers?: Carriers | undefined;
}

/** Creates the core over a store. Throws when the keys are not those of the database. */
export async function createInstallation(
  store: Store,
  keys: InstallationKeys,
  {
    now = Date.now,
    createId = createIdGenerator(now),
    routes,
    carrierAccounts: callbacks,
    quotas,
    outbound = noOutbound,
    carriers = noCarriers,
  }: InstallationOptions = {},
): Promise<Installation> {
  await checkEncryption(store.platform, keys.encryption);
  const pepper = await ensurePepper(store.platform, keys.pepper);
  const carrierAccounts = new CarrierAccountDirectory({
    ...{ accounts: store.platform.carrierAccounts, encryption: keys.encryption, now, callbacks },
  });
  const services: CoreServices = {
    store,
    now,
    createId,
    secrets: new Secrets(pepper),
    encryption: keys.encryption,
    credentials: new CredentialCache(),
    records: new RecordCache(store.onCommit),
    keyUses: createKeyUses(),
    sessionUses: createSessionUses(),
    commits: new CommitNotifier(),
    jobWakeups: new JobWakeups(),
    routeIndexSync: new RouteIndexSync(store, following(carrierAccounts, routes)),
    carrierAccounts,
    lookupCounts: new LookupCounts(),
    quotas: new Quotas(quotas),
    outbound,
    carriers,
    notifications: new NotificationHub(),
  };
  await ensureSigningKey(services);
  return new Installation(services);
}

/** The directory reads everything again when the index was built: events between its first read and the build are unknown. */
const following = (
  directory: CarrierAccountDirectory,
  routes: RouteIndexSyncOptions = {},
): RouteIndexSyncOptions => ({
  ...routes,
  onEvents: (events) => void directory.apply(events),
  onBuilt(lines) {
    void directory.readAll();
    routes.onBuilt?.(lines);
  },
});
