import type { Organization, OrganizationId, UserId } from "../model.ts";
import type { Store, WebhookCounts } from "../storage/store.ts";
import { type Principal, requireOrganization } from "./auth/access.ts";
import {
  authenticateKey,
  keyUsableForMs,
  prepareKeySignIn,
  type StaleOptions,
} from "./auth/authentication.ts";
import { CredentialCache } from "./auth/credential-cache.ts";
import type { CredentialEpochs } from "./auth/credential-epochs.ts";
import { authenticateSession, type SessionOptions } from "./auth/sessions.ts";
import { type EnsuredSuperadmin, type EnsureSuperadminOptions, ensureSuperadmin } from "./auth/superadmin.ts";
import {
  principalOfToken,
  principalOfTokenFromCache,
  principalOfUser,
  type SignInOptions,
  type TokenClaims,
  tokenUsableForMs,
} from "./auth/tokens.ts";
import { runCarrierSync } from "./carrier-sync/run-sync.ts";
import { scheduleCarrierSyncs } from "./carrier-sync/schedule-syncs.ts";
import { deleteExpiredImports } from "./imports/import-lifetime.ts";
import { JobQueue } from "./jobs/job-queue.ts";
import type { RunningJob } from "./jobs/running-job.ts";
import { scheduleMaintenance } from "./jobs/schedule-maintenance.ts";
import { allInOrder } from "./kernel/all-in-order.ts";
import type { CarrierAccountDirectory } from "./kernel/carrier-account-directory.ts";
import { CommitNotifier } from "./kernel/commit-notifier.ts";
import { type Call, Context, type CoreServices } from "./kernel/context.ts";
import { deleteExpiredIdempotencyKeys } from "./kernel/idempotency.ts";
import { RecordCache, type RecordCacheStats } from "./kernel/record-cache.ts";
import { NotificationCenter } from "./notifications/notification-center.ts";
import { deleteExpiredPlans } from "./offboarding/plan-lifetime.ts";
import { deleteOldPlans } from "./plans/plan-lifetime.ts";
import type { RouteStats } from "./routing/lookup-counts.ts";
import { RouteIndexSync } from "./routing/route-index-sync.ts";
import { deleteExpiredSessions } from "./sessions/session-lifetime.ts";
import { createSignInLink } from "./sessions/sign-in-link.ts";
import { InboxPoller, type InboxPollerOptions } from "./telephony/inbox-poller.ts";
import { Telephony } from "./telephony/telephony.ts";
import { deleteOldAttempts } from "./webhooks/delivery/attempt-retention.ts";
import { WebhookDeliverer, type WebhookDelivererOptions } from "./webhooks/delivery/webhook-deliverer.ts";
import { WebhookStats } from "./webhooks/webhook-stats.ts";

const anyone: Omit<Principal, "userId"> = {
  organizationId: null,
  isOrganizationSuspended: false,
  role: "member",
  credentialId: "none",
};

/** One database with its rules: authenticates callers and binds them to an organization. */
export class Installation {
  readonly #services: CoreServices;
  /** The background work, as the workers of this process see it. */
  readonly jobs: JobQueue;
  /** An id that no record has: a caller bound to no organization finds nothing. */
  readonly #noOrganizationId: OrganizationId;
  /** What this process has delivered to webhooks. */
  readonly webhookStats = new WebhookStats();
  /** What carriers report. */
  readonly notifications: NotificationCenter;
  /** What the routes of the telephone network need. */
  readonly telephony: Telephony;

  constructor(services: CoreServices) {
    this.#services = services;
    this.jobs = new JobQueue(services);
    this.notifications = new NotificationCenter(services);
    this.telephony = new Telephony(services);
    this.#noOrganizationId = services.createId();
  }

  /** The same installation on another view of its database. Its lookups are not served from memory. */
  withStore(store: Store): Installation {
    return new Installation({
      ...this.#services,
      store,
      credentials: new CredentialCache(),
      records: new RecordCache(store.onCommit),
      commits: new CommitNotifier(),
      routeIndexSync: new RouteIndexSync(store),
    });
  }

  /** The current principal of an API key. Throws when the key is not valid. */
  readonly authenticateKey = (key: string, options?: StaleOptions): Promise<Principal> =>
    authenticateKey(this.#services, key, options);

  /** The current principal of a session. Throws when the session has ended. */
  readonly authenticateSession = (secret: string, options?: SessionOptions): Promise<Principal> =>
    authenticateSession(this.#services, secret, options);

  /** The current principal of a verified token. Throws when its user is not active or was signed out since. */
  readonly principalOfToken = (claims: TokenClaims, options: SignInOptions): Promise<Principal> =>
    principalOfToken(this.#services, claims, options);

  /** The current principal of a user who needs no credential. Throws when the user is not active. */
  readonly principalOfUser = (userId: UserId): Promise<Principal> => principalOfUser(this.#services, userId);

  /** Like `authenticateKey` without a query, any number of times; undefined when the database must be queried. */
  readonly prepareKeySignIn = (key: string): ((options: StaleOptions) => Principal | undefined) =>
    prepareKeySignIn(this.#services, key);

  /** Like `principalOfToken` without a query; undefined when the database must be asked. */
  readonly principalOfTokenFromCache = (claims: TokenClaims, options: StaleOptions): Principal | undefined =>
    principalOfTokenFromCache(this.#services, claims, options);

  /** For how long `authenticateKeyFromCache` knows the key, if nothing changes it, in milliseconds. */
  readonly keyUsableForMs = (key: string): number => keyUsableForMs(this.#services, key);

  /** For how long `principalOfTokenFromCache` knows the user, if nothing changes them, in milliseconds. */
  readonly tokenUsableForMs = (claims: TokenClaims): number => tokenUsableForMs(this.#services, claims);

  /** Shows other threads which of their cached credentials are stale. */
  get credentialEpochs(): CredentialEpochs {
    return this.#services.credentials.epochs;
  }

  ensureSuperadmin(options: EnsureSuperadminOptions = {}): Promise<EnsuredSuperadmin> {
    return ensureSuperadmin(this.#services, options);
  }

  /** Creates a one-time link of the superadmin to the console, and returns its secret. */
  createSignInLink(superadminId: UserId): Promise<string> {
    return createSignInLink(this.#services, superadminId);
  }

  /**
   * The organization that the slug names for the caller; undefined when there is none, and when it is not the
   * caller's. Cached like credentials: a change by another process is effective after a second, except that every change
   * of a record checks the slug again.
   */
  async findOrganization({ organizationId }: Principal, slug: string): Promise<OrganizationId | undefined> {
    const { credentials, store } = this.#services;
    if (organizationId === null) {
      const load = () => store.platform.findOrganizationBySlug(slug);
      return (await credentials.get(`organization named ${slug}`, load, ({ id }) => [id]))?.id;
    }
    const load = () => store.read(organizationId).organization.get();
    const own = await credentials.get(`organization ${organizationId}`, load, ({ id }) => [id]);
    return own?.slug === slug ? organizationId : undefined;
  }

  /** Like `findOrganization` without a query; undefined also when the database must be queried. */
  findOrganizationFromCache({ organizationId }: Principal, slug: string): OrganizationId | undefined {
    const { credentials } = this.#services;
    if (organizationId === null)
      return credentials.getFromCache<{ id: OrganizationId }>(`organization named ${slug}`)?.id;
    const own = credentials.getFromCache<Organization>(`organization ${organizationId}`);
    return own?.slug === slug ? organizationId : undefined;
  }

  /**
   * Binds a caller to an organization; null for a platform user's request that concerns none. Throws when the
   * organization is not the caller's (as if it did not exist) or is suspended.
   */
  as(principal: Principal, organizationId: OrganizationId | null, call: Call): Context {
    requireOrganization(principal, organizationId);
    return new Context(this.#services, principal, organizationId ?? this.#noOrganizationId, call);
  }

  /** For operations that need no credential. The context is bound to no organization. */
  forAnyone(call: Call): Context {
    const id = this.#noOrganizationId;
    return new Context(this.#services, { ...anyone, userId: id as string as UserId }, id, call);
  }

  /** Stores when API keys and sessions were used since the last call. */
  async storeCredentialUses(): Promise<void> {
    const { keyUses, sessionUses, store } = this.#services;
    await allInOrder(keyUses.store(store), sessionUses.store(store));
  }

  /** Enqueues the maintenance of the database unless one was enqueued within the last hour. Returns whether it did. */
  scheduleMaintenance(): Promise<boolean> {
    return scheduleMaintenance(this.#services);
  }

  /** Enqueues the comparisons with carriers' inventories that are due; returns their number. */
  scheduleCarrierSyncs(): Promise<number> {
    return scheduleCarrierSyncs(this.#services);
  }

  /** Runs the job of a comparison with a carrier's inventory. */
  runCarrierSync(running: RunningJob): Promise<void> {
    return runCarrierSync(running, this.#services);
  }

  /** Deletes files and fates of imports; returns the number of deleted parts. */
  deleteExpiredImports(): Promise<number> {
    return deleteExpiredImports(this.#services);
  }

  /** Returns the number of deleted keys. */
  deleteExpiredIdempotencyKeys(): Promise<number> {
    return deleteExpiredIdempotencyKeys(this.#services);
  }

  /** Returns the number of deleted plans. */
  deleteExpiredPlans(): Promise<number> {
    return deleteExpiredPlans(this.#services);
  }

  /** Returns the number of deleted sessions. */
  deleteExpiredSessions(): Promise<number> {
    return deleteExpiredSessions(this.#services);
  }

  /** Returns the number of deleted plans and items. */
  deleteOldPlans(): Promise<number> {
    return deleteOldPlans(this.#services);
  }

  /** Returns the number of deleted attempts. */
  deleteOldWebhookAttempts(): Promise<number> {
    return deleteOldAttempts(this.#services);
  }

  /** Delivers the events of all organizations to their webhooks, once it is started. */
  createWebhookDeliverer(options: WebhookDelivererOptions): WebhookDeliverer {
    return new WebhookDeliverer(this.#services, this.webhookStats, options);
  }

  /** Reads the inboxes of carriers that call no webhook. */
  createInboxPoller(options: InboxPollerOptions): InboxPoller {
    return new InboxPoller(this.#services, options);
  }

  /** The webhooks and their dead deliveries, counted in the database. */
  countWebhooks(): Promise<WebhookCounts> {
    return this.#services.store.platform.webhooks.counts();
  }

  /** The numbers that their carriers do not have any more, by provider, counted in the database. */
  countMissingAtCarriers(): ReturnType<Store["platform"]["countMissingAtCarriers"]> {
    return this.#services.store.platform.countMissingAtCarriers();
  }

  /** Resolves when the database is available. */
  ping(): Promise<void> {
    return this.#services.store.ping();
  }

  get routeStats(): RouteStats {
    const { routeIndexSync, lookupCounts } = this.#services;
    const { snapshot } = routeIndexSync;
    return {
      lookups: lookupCounts.all(),
      lines: snapshot?.index.lines ?? 0,
      ageSeconds: snapshot === undefined ? Number.NaN : snapshot.ageMs / 1000,
    };
  }

  /** Whether single records are cached; not when other processes may write to the database. */
  get cachesRecords(): boolean {
    return this.#services.records.isEnabled;
  }

  get recordCacheStats(): RecordCacheStats {
    return this.#services.records.stats;
  }

  /** Reads the carrier accounts, and starts to build the routing index and to follow other processes. */
  async start(): Promise<void> {
    await this.carrierAccounts.readAll();
    this.telephony.start();
    this.routeIndexSync.start();
  }

  async close(): Promise<void> {
    await this.telephony.close();
    await this.routeIndexSync.close();
    await this.carrierAccounts.close();
  }

  /** The accounts whose webhooks are verified. Empty until they are read. */
  get carrierAccounts(): CarrierAccountDirectory {
    return this.#services.carrierAccounts;
  }

  /** Keeps the routing index; lookups query the database until it is started and built. */
  get routeIndexSync(): RouteIndexSync {
    return this.#services.routeIndexSync;
  }
}
