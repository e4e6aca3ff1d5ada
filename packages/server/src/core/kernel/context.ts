import type { DialectName, JobId, Organization, OrganizationId, Timestamp, UserId } from "../../model.ts";
import { platformId, type Store, type StoreReader } from "../../storage/store.ts";
import {
  hasPermission,
  isPermittedWhenDeleted,
  type Permission,
  type Principal,
  requirePermission,
} from "../auth/access.ts";
import type { CredentialCache } from "../auth/credential-cache.ts";
import type { KeyUses, SessionUses } from "../auth/credential-uses.ts";
import type { Encryption } from "../auth/encryption.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { LookupCounts } from "../routing/lookup-counts.ts";
import type { RouteIndexSync } from "../routing/route-index-sync.ts";
import type { Carriers } from "../telephony/carrier-client.ts";
import type { CarrierAccountDirectory } from "./carrier-account-directory.ts";
import type { CommitNotifier } from "./commit-notifier.ts";
import { credentialUserInactive, organizationDeleted, organizationNotFound } from "./errors.ts";
import type { CreateId } from "./ids.ts";
import type { JobWakeups } from "./job-wakeups.ts";
import type { NotificationHub } from "./notification-hub.ts";
import type { Outbound } from "./outbound.ts";
import type { Quotas } from "./quotas.ts";
import type { CachedKind, CachedRecord, KeepRecord, RecordCache } from "./record-cache.ts";

/** The dependencies of every operation; one set per installation. */
export interface CoreServices {
  readonly store: Store;
  readonly now: () => number;
  readonly createId: CreateId;
  readonly secrets: Secrets;
  readonly encryption: Encryption;
  readonly commits: CommitNotifier;
  readonly jobWakeups: JobWakeups;
  readonly credentials: CredentialCache;
  readonly records: RecordCache;
  readonly keyUses: KeyUses;
  readonly sessionUses: SessionUses;
  readonly routeIndexSync: RouteIndexSync;
  readonly carrierAccounts: CarrierAccountDirectory;
  readonly lookupCounts: LookupCounts;
  readonly quotas: Quotas;
  readonly outbound: Outbound;
  readonly carriers: Carriers;
  readonly notifications: NotificationHub;
}

/** How the caller reached the core; recorded with every event. */
export interface Call {
  readonly dialect: DialectName;
  readonly requestId: string;
  /** The job that makes the changes; absent for a request. */
  readonly jobId?: JobId | undefined;
  /** By which the caller referred to the organization; every change checks it in its transaction. */
  readonly organizationSlug?: string | undefined;
  readonly idempotency?: Idempotency | undefined;
  /** Set where the plans of a credential have a limit. */
  readonly door?: "mcp" | undefined;
  /** The most numbers that plans change through this door with one credential within an hour. */
  readonly changesPerHourMax?: number | undefined;
}

export interface Idempotency {
  readonly key: string;
  /** A hash of everything the request asks for. */
  readonly fingerprint: string;
  readonly replay: Replay;
}

/**
 * When the stored outcome of an earlier request with the key is returned.
 *
 * - `always`: the client chose the key, so every request with it is the same request.
 * - `whileCurrent`: the key is derived from the request, which can be a new one: only for minutes, and only while the
 *   outcome still holds.
 * - `never`: the client marks the request as new; its outcome is stored.
 */
export type Replay = "always" | "whileCurrent" | "never";

/**
 * One caller bound to one organization. Every operation takes it as the first argument; no operation can read or
 * change another organization through it.
 */
export class Context {
  readonly services: CoreServices;
  readonly principal: Principal;
  readonly organizationId: OrganizationId;
  readonly call: Call;

  constructor(services: CoreServices, principal: Principal, organizationId: OrganizationId, call: Call) {
    this.services = services;
    this.principal = principal;
    this.organizationId = organizationId;
    this.call = call;
  }

  /** The same caller, for records that belong to no organization. */
  forPlatform(): Context {
    const { organizationSlug, ...call } = this.call;
    return new Context(this.services, this.principal, platformId, call);
  }

  /** The same caller and organization, with an idempotency key if there is one. */
  withIdempotency(idempotency: Idempotency | undefined): Context {
    if (idempotency === undefined) return this;
    return new Context(this.services, this.principal, this.organizationId, { ...this.call, idempotency });
  }

  /** The same caller and organization, for the first of two changes of one request. */
  withoutIdempotency(): Context {
    const { idempotency, ...call } = this.call;
    return new Context(this.services, this.principal, this.organizationId, call);
  }

  /** Throws unless the caller has the permission. `userId` is the user concerned, where there is one. */
  require(permission: Permission, userId?: UserId): void {
    requirePermission(this.principal, permission, userId);
  }

  /** Whether the API of the call knows service users. In the vendors' dialects they are missing. */
  get hasServiceUsers(): boolean {
    return this.call.dialect === "native";
  }

  /** Whether the caller has the permission for every user of the organization, or for `userId`. */
  isAllowed(permission: Permission, userId?: UserId): boolean {
    return hasPermission(this.principal, permission, userId);
  }

  /** Committed data. Throws unless the caller has the permission and the organization exists. */
  async reads(permission: Permission, userId?: UserId): Promise<StoreReader> {
    this.require(permission, userId);
    const reads = this.services.store.read(this.organizationId);
    await this.requireOrganization(reads, permission);
    return reads;
  }

  /** Must be called before the first query of a read whose record is to be cached. */
  startCachedRead(): KeepRecord {
    return this.services.records.startRead(this.organizationId);
  }

  /** A record that an earlier read of this organization kept. The caller's permission must be checked. */
  findCached<Value extends object>(kind: CachedKind, reference: string): CachedRecord<Value> | undefined {
    const { records, now } = this.services;
    return records.find(this.organizationId, kind, reference, now());
  }

  /** Like `reads`, for a cached record: returns false when the organization itself must be looked up. */
  canReadCached(permission: Permission, userId?: UserId): boolean {
    this.require(permission, userId);
    if (this.principal.role !== "superadmin") return true;
    const { credentials } = this.services;
    const organization = credentials.getFromCache<Organization>(cacheNameOf(this.organizationId));
    if (organization === undefined) return false;
    this.requireNotDeleted(organization.deletedAt ?? null, permission);
    return true;
  }

  /** Throws when the caller referred to the organization by a slug that it does not have. */
  async requireSlug(reads: StoreReader): Promise<void> {
    const { organizationSlug } = this.call;
    if (organizationSlug === undefined) return;
    const organization = await reads.organization.get();
    if (organization?.slug !== organizationSlug) throw organizationNotFound();
  }

  /**
   * Throws unless the organization exists and permits the operation, which a deleted one rarely does. Costs no query for anybody but a superadmin: every other principal is a
   * user of the organization.
   */
  async requireOrganization(reads: StoreReader, permission: Permission): Promise<void> {
    if (this.principal.role !== "superadmin") return;
    const { credentials } = this.services;
    const organization = await credentials.get(
      cacheNameOf(this.organizationId),
      () => reads.organization.get(),
      ({ id }) => [id],
    );
    if (organization === undefined) throw organizationNotFound();
    this.requireNotDeleted(organization.deletedAt ?? null, permission);
  }

  /** Throws when the organization was deleted at this time and a deleted organization does not permit the operation. */
  requireNotDeleted(deletedAt: Timestamp | null, permission?: Permission): void {
    if (deletedAt === null) return;
    const isNative = this.call.dialect === "native";
    if (isNative && permission !== undefined && isPermittedWhenDeleted(permission)) return;
    // The credential was valid when the request began.
    if (this.principal.role !== "superadmin") throw credentialUserInactive();
    throw isNative ? organizationDeleted(deletedAt) : organizationNotFound();
  }
}

const cacheNameOf = (organizationId: OrganizationId): string => `organization ${organizationId}`;
