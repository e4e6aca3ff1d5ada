import type {
  ApiKeyId,
  ChainedEvent,
  InvitationId,
  Organization,
  OrganizationId,
  OrganizationStatus,
  Page,
  PageRequest,
  Provider,
  Role,
  SessionId,
  SessionMethod,
  SuperadminKeyScope,
  Timestamp,
  UserId,
  UserStatus,
} from "../../model.ts";
import type { AllCarrierAccounts } from "./carrier-accounts.ts";
import type { CarrierInboxes } from "./carrier-inboxes.ts";
import type { JobQueueStore } from "./jobs.ts";
import type { NotificationQueue } from "./notifications.ts";
import type { OrganizationFilter } from "./organizations.ts";
import type { RouteReader } from "./routes.ts";
import type { SigningKeyReader } from "./signing-keys.ts";
import type { WebhookQueue } from "./webhooks.ts";

/** The internal organization of superadmins, routers and their keys. No list contains it and no path names it. */
export const platformId: OrganizationId = "000000000000000000000000" as OrganizationId;

/** Operations that cross organizations: credentials, the list of organizations, the platform feed, settings. */
export interface Platform {
  /** Returns the key in any state: the caller checks expiry, revocation and status. */
  findApiKey(publicId: string): Promise<(StoredApiKey & { readonly user: CredentialUser }) | undefined>;
  /** Returns the invitation in any state: the caller checks expiry, redemption, revocation and status. */
  findInvitation(
    publicId: string,
  ): Promise<(StoredInvitation & { readonly user: CredentialUser }) | undefined>;
  /** Returns the session or one-time link in any state: the caller checks its end, last use, key and user. */
  findSession(publicId: string): Promise<(StoredSession & { readonly user: CredentialUser }) | undefined>;
  /** A user of any organization, or of the platform. Undefined for a removed user. */
  findCredentialUser(userId: UserId): Promise<CredentialUser | undefined>;
  /** The user of the organization who is linked to the identity. */
  findIdentityUser(identity: IdentityReference): Promise<CredentialUser | undefined>;
  /** The organization with this slug; undefined when there is none. */
  findOrganizationBySlug(slug: string): Promise<{ readonly id: OrganizationId } | undefined>;
  /** Ordered by serial. */
  listOrganizations(filter: OrganizationFilter, page: PageRequest): Promise<Page<Organization>>;
  /** The last event of every organization that has one, ordered by the organization's serial. */
  heads(): Promise<readonly OrganizationHead[]>;
  /** Like `heads`, with every event committed before the call. Throws StorageReadOnly on a standby, which can lag. */
  primaryHeads(): Promise<readonly OrganizationHead[]>;
  /** The events of these organizations, each from its `seq` on, ordered by organization and `seq`. */
  eventsFrom(
    positions: readonly OrganizationPosition[],
    limit: number,
  ): Promise<readonly OrganizationEvent[]>;
  /** The numbers, not released, that their carriers do not have any more, by provider. */
  countMissingAtCarriers(): Promise<readonly { readonly provider: Provider; readonly count: number }[]>;
  readonly routes: RouteReader;
  readonly signingKeys: SigningKeyReader;
  readonly jobs: JobQueueStore;
  readonly webhooks: WebhookQueue;
  readonly carrierAccounts: AllCarrierAccounts;
  readonly carrierInboxes: CarrierInboxes;
  readonly notifications: NotificationQueue;
  /** Deletes up to `countMax` calls that expired before `before`. Returns how many it deleted. */
  deleteExpiredCalls(before: Timestamp, countMax: number): Promise<number>;
  /** Stores when keys were last used; an older time changes nothing. Not serialized with other writes. */
  recordKeyUse(uses: readonly KeyUse[]): Promise<void>;
  /** Stores when sessions were last used; an older time changes nothing. Not serialized with other writes. */
  recordSessionUse(uses: readonly SessionUse[]): Promise<void>;
  /** Returns the setting's value; stores `value` first when the setting does not exist. */
  setting(name: string, value: string): Promise<string>;
  findSetting(name: string): Promise<string | undefined>;
  /** Replaces the setting's value if it is `from`. */
  replaceSetting(name: string, from: string, to: string): Promise<void>;
  /**
   * Deletes up to `countMax` contents of imports that ended before `before`. Returns how many it deleted. When none
   * is left, it stores `at` with those imports as the time of the deletion.
   */
  deleteImportContents(
    of: { readonly before: Timestamp; readonly at: Timestamp },
    countMax: number,
  ): Promise<number>;
  /** Deletes up to `countMax` parts of imports that ended before `before`, and the imports with their last. */
  deleteImports(before: Timestamp, countMax: number): Promise<number>;
  /** Deletes up to `countMax` records created before `before`, oldest first. Returns how many it deleted. */
  deleteExpiredIdempotencyKeys(before: Timestamp, countMax: number): Promise<number>;
  /** Deletes up to `countMax` offboarding plans that were made before `before` and not applied. Returns how many it deleted. */
  deleteExpiredPlans(before: Timestamp, countMax: number): Promise<number>;
  /** Deletes up to `countMax` sessions that expired before `before`. Returns how many it deleted. */
  deleteExpiredSessions(before: Timestamp, countMax: number): Promise<number>;
  /**
   * Deletes plans with their items: those that were made before `openBefore` and are not applied, and all that were made
   * before `madeBefore`. Returns the number of deleted rows; below `countMax` when nothing is left to delete.
   */
  deleteOldPlans(of: PlanAges, countMax: number): Promise<number>;
}

export interface IdentityReference {
  readonly organizationId: OrganizationId;
  readonly issuer: string;
  readonly externalId: string;
}

export interface OrganizationHead {
  readonly organizationId: OrganizationId;
  readonly serial: number;
  readonly seq: number;
  readonly at: Timestamp;
  readonly hash: string;
}

export interface OrganizationPosition {
  readonly organizationId: OrganizationId;
  readonly seq: number;
}

export interface OrganizationEvent extends ChainedEvent {
  readonly organizationId: OrganizationId;
}

/** The current state of the user that a credential acts for. */
export interface CredentialUser {
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
  readonly organizationStatus: OrganizationStatus;
  readonly role: Role;
  readonly status: UserStatus;
  /** Tokens issued in this second or before are rejected. */
  readonly signedOutAt: Timestamp | null;
}

export interface StoredInvitation {
  readonly id: InvitationId;
  readonly hash: string;
  readonly expiresAt: Timestamp;
  readonly redeemedAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}

export interface KeyUse {
  readonly organizationId: OrganizationId;
  readonly keyId: ApiKeyId;
  readonly at: Timestamp;
}

export interface StoredSession {
  readonly id: SessionId;
  readonly kind: "session" | "link";
  readonly hash: string;
  readonly method: SessionMethod;
  readonly scopes: readonly SuperadminKeyScope[];
  readonly createdAt: Timestamp;
  readonly lastUsedAt: Timestamp;
  readonly expiresAt: Timestamp;
  readonly endedAt: Timestamp | null;
  /** The key that it was exchanged for. */
  readonly key: Pick<StoredApiKey, "id" | "expiresAt" | "revokedAt"> | null;
}

export interface SessionUse {
  readonly organizationId: OrganizationId;
  readonly sessionId: SessionId;
  readonly at: Timestamp;
}

export interface StoredApiKey {
  readonly id: ApiKeyId;
  readonly hash: string;
  readonly scopes: readonly SuperadminKeyScope[];
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}

export interface PlanAges {
  readonly openBefore: Timestamp;
  readonly madeBefore: Timestamp;
}
