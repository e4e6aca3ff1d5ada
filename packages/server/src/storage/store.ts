import type { OrganizationId } from "../model.ts";
import type { ApiKeyReader, ApiKeyWriter } from "./contract/api-keys.ts";
import type { AssignmentReader, AssignmentWriter } from "./contract/assignments.ts";
import type { Backups } from "./contract/backups.ts";
import type { CallReader, CallWriter } from "./contract/calls.ts";
import type { CarrierAccountReader, CarrierAccountWriter } from "./contract/carrier-accounts.ts";
import type { CarrierSyncReader, CarrierSyncWriter } from "./contract/carrier-syncs.ts";
import type { CommitListener } from "./contract/commit-listener.ts";
import type { EmailBlockReader, EmailBlockWriter } from "./contract/email-blocks.ts";
import type { EventReader, EventWriter } from "./contract/events.ts";
import type { GroupReader, GroupWriter } from "./contract/groups.ts";
import type { IdempotencyWriter } from "./contract/idempotency.ts";
import type { IdentityReader, IdentityWriter } from "./contract/identities.ts";
import type { ImportReader, ImportWriter } from "./contract/imports.ts";
import type { InvitationReader, InvitationWriter } from "./contract/invitations.ts";
import type { JobReader, JobWriter } from "./contract/jobs.ts";
import type { NotificationReader, NotificationWriter } from "./contract/notifications.ts";
import type { NumberReader, NumberWriter } from "./contract/numbers.ts";
import type { OffboardingReader, OffboardingWriter } from "./contract/offboardings.ts";
import type { OrganizationReader, OrganizationWriter } from "./contract/organizations.ts";
import type { PlanReader, PlanWriter } from "./contract/plans.ts";
import type { Platform } from "./contract/platform.ts";
import type { SavedViewReader, SavedViewWriter } from "./contract/saved-views.ts";
import type { SessionReader, SessionWriter } from "./contract/sessions.ts";
import type { SigningKeyWriter } from "./contract/signing-keys.ts";
import type { StorageStats } from "./contract/stats.ts";
import type { UsageReader } from "./contract/usage.ts";
import type { UserReader, UserWriter } from "./contract/users.ts";
import type { WebhookReader, WebhookWriter } from "./contract/webhooks.ts";

export type { ApiKeyFilter } from "./contract/api-keys.ts";
export type { AssignmentFilter, AssignmentOrder, NumberHolders } from "./contract/assignments.ts";
export { type Backup, BackupFailed, type BackupFailure } from "./contract/backups.ts";
export type { CallFilter } from "./contract/calls.ts";
export type {
  AllCarrierAccounts,
  CarrierAccountFields,
  StoredCarrierAccount,
  StoredCarrierSecrets,
} from "./contract/carrier-accounts.ts";
export type { ClaimedInbox, InboxReference } from "./contract/carrier-inboxes.ts";
export type { CarrierSyncItemFilter } from "./contract/carrier-syncs.ts";
export type { CommitListener } from "./contract/commit-listener.ts";
export type { EventFilter, EventHead, EventHeadOfOrganization, RecordNames } from "./contract/events.ts";
export type { CredentialReference, IdempotencyClaim, IdempotencyRecord } from "./contract/idempotency.ts";
export type { PersonClaim } from "./contract/identities.ts";
export type { ImportPortion, NewPortion, PortionFates } from "./contract/imports.ts";
export type {
  ClaimedJob,
  JobFilter,
  JobLease,
  JobQueueStore,
  JobStats,
  NewJob,
} from "./contract/jobs.ts";
export type {
  ClaimedForward,
  DueNotification,
  ForwardOutcome,
  NotificationReceiver,
  StoredNotification,
} from "./contract/notifications.ts";
export type { NumberFilter, NumberRecord, NumberReference } from "./contract/numbers.ts";
export type { OrganizationFilter } from "./contract/organizations.ts";
export {
  type CredentialUser,
  type IdentityReference,
  type KeyUse,
  type OrganizationEvent,
  type OrganizationHead,
  type OrganizationPosition,
  type Platform,
  platformId,
  type SessionUse,
  type StoredApiKey,
  type StoredInvitation,
  type StoredSession,
} from "./contract/platform.ts";
export type { RouteReader, StoredLine } from "./contract/routes.ts";
export type { SessionFilter } from "./contract/sessions.ts";
export type { StoredSigningKey } from "./contract/signing-keys.ts";
export type { ConnectionStats, StorageStats, TransactionCost } from "./contract/stats.ts";
export { StorageNotDurable, StorageReadOnly, StorageUnavailable } from "./contract/storage-unavailable.ts";
export type { Taken } from "./contract/taken.ts";
export type { CountedResource } from "./contract/usage.ts";
export type { UniqueUserField, UserFilter, UserReference } from "./contract/users.ts";
export type {
  ClaimedWebhook,
  DueWebhook,
  NewWebhookAttempt,
  StoredWebhookSecrets,
  WebhookCounts,
  WebhookDeliveryCounts,
  WebhookFields,
  WebhookOutcome,
  WebhookReference,
} from "./contract/webhooks.ts";

/**
 * The storage contract. The contract suite in `test/storage/contract` checks each documented guarantee on every
 * engine.
 *
 * A reader or transaction is bound to one organization when it is created. Operations that cross organizations
 * go through `platform`, so that a text search finds each of them. Methods must not be detached from their object.
 */
export interface Store {
  /** Reads committed data. Each call sees one snapshot; two calls may see different ones. */
  read(organizationId: OrganizationId): StoreReader;

  /**
   * Runs `work` in one transaction. Resolves when its changes are durable. When `work` throws, its changes are
   * rolled back and the promise rejects with the same error. Transactions of one organization are serialized.
   * `work` may be retried from the start and must have no side effects except through `tx`.
   * Throws StorageUnavailable when the engine cannot write, or cannot tell whether the commit took effect.
   */
  write<T>(organizationId: OrganizationId, work: (tx: StoreTransaction) => Promise<T>): Promise<T>;

  readonly platform: Platform;

  /** Whether other processes may write to the same database. */
  readonly isShared: boolean;

  /** Registers a listener for commits. Undefined when other processes may write to the same database. */
  readonly onCommit: ((listener: CommitListener) => void) | undefined;

  /** Risks of the database's configuration and permissions, one sentence each, for the operator. */
  readonly warnings: readonly string[];

  readonly stats: StorageStats;

  /** Undefined for an engine that has its own tools for backups. */
  readonly backups: Backups | undefined;

  /**
   * Resolves when a query succeeds and the database accepts writes. Throws StorageUnavailable: within two seconds when
   * the database does not respond, and StorageReadOnly when it is a standby or read-only.
   */
  ping(): Promise<void>;

  /** Waits for in-flight writes, then closes the database. */
  close(): Promise<void>;
}

/** The committed data of one organization. */
export interface StoreReader {
  readonly organization: OrganizationReader;
  readonly users: UserReader;
  readonly identities: IdentityReader;
  readonly emailBlocks: EmailBlockReader;
  readonly groups: GroupReader;
  readonly numbers: NumberReader;
  readonly assignments: AssignmentReader;
  readonly apiKeys: ApiKeyReader;
  readonly invitations: InvitationReader;
  readonly sessions: SessionReader;
  readonly savedViews: SavedViewReader;
  readonly offboardings: OffboardingReader;
  readonly jobs: JobReader;
  readonly plans: PlanReader;
  readonly webhooks: WebhookReader;
  readonly carrierAccounts: CarrierAccountReader;
  readonly notifications: NotificationReader;
  readonly calls: CallReader;
  readonly carrierSyncs: CarrierSyncReader;
  readonly imports: ImportReader;
  readonly events: EventReader;
  readonly usage: UsageReader;
}

/** One transaction of one organization. */
export interface StoreTransaction extends StoreReader {
  readonly organization: OrganizationWriter;
  readonly users: UserWriter;
  readonly identities: IdentityWriter;
  readonly emailBlocks: EmailBlockWriter;
  readonly groups: GroupWriter;
  readonly numbers: NumberWriter;
  readonly assignments: AssignmentWriter;
  readonly apiKeys: ApiKeyWriter;
  readonly invitations: InvitationWriter;
  readonly sessions: SessionWriter;
  readonly savedViews: SavedViewWriter;
  readonly offboardings: OffboardingWriter;
  readonly jobs: JobWriter;
  readonly plans: PlanWriter;
  readonly webhooks: WebhookWriter;
  readonly carrierAccounts: CarrierAccountWriter;
  readonly notifications: NotificationWriter;
  readonly calls: CallWriter;
  readonly carrierSyncs: CarrierSyncWriter;
  readonly imports: ImportWriter;
  readonly events: EventWriter;
  readonly idempotency: IdempotencyWriter;
  /** Of the installation; in transactions of the platform only. */
  readonly signingKeys: SigningKeyWriter;
  /** How many statements so far may have changed something. */
  readonly changes: number;
  /**
   * Runs `work`, a part of the transaction. When it throws, only its changes are rolled back, and the promise rejects with
   * the same error. Parts run one after the other and are not nested.
   */
  isolate<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The same transaction for a work that begins before it is certain: its changes wait for `gate`, and reject when it does.
   * The queries before them need not wait.
   */
  changesAfter(gate: Promise<void>): Promise<StoreTransaction>;
}
