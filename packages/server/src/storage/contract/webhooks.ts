import type {
  NotificationDelivery,
  NotificationId,
  OrganizationId,
  Page,
  PageRequest,
  Timestamp,
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookId,
  WebhookKind,
  WebhookProgress,
} from "../../model.ts";

export interface WebhookReader {
  /** Ordered by serial. */
  list(page: PageRequest): Promise<Page<Webhook>>;
  find(id: WebhookId): Promise<Webhook | undefined>;
  secrets(id: WebhookId): Promise<StoredWebhookSecrets | undefined>;
  progress(id: WebhookId): Promise<(WebhookProgress & WebhookDeliveryCounts) | undefined>;
  findDelivery(id: WebhookId, seq: number): Promise<WebhookDelivery | undefined>;
  /** Ordered by `seq`. */
  deliveries(
    id: WebhookId,
    status: WebhookDeliveryStatus | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDelivery>>;
  /** The pending deliveries whose next attempt is due at `now`, the longest due first. */
  dueDeliveries(id: WebhookId, now: Timestamp, countMax: number): Promise<readonly WebhookDelivery[]>;
  /** Newest first. */
  attempts(id: WebhookId, seq: number | undefined, page: PageRequest): Promise<Page<WebhookAttempt>>;
}

export interface WebhookWriter extends WebhookReader {
  /** Nothing is sent to it before `start`. */
  create(webhook: NewWebhook): Promise<Webhook>;
  /** Sends the events after `position` to a new webhook. */
  start(id: WebhookId, position: number): Promise<void>;
  /** Replaces the fields and raises the version. */
  update(id: WebhookId, fields: WebhookFields): Promise<Webhook>;
  /** Replaces the secrets and raises the version. */
  setSecrets(id: WebhookId, secrets: StoredWebhookSecrets): Promise<Webhook>;
  /** Deletes the webhook with its state, deliveries and attempts. */
  delete(id: WebhookId): Promise<void>;
  /** Forgets failures, so that the next attempt is made at once, also of pending deliveries and of all notifications. */
  restart(id: WebhookId): Promise<void>;
  /** Continues after `position`, and deletes the deliveries after it. Ends the lease of the delivery in progress. */
  rewind(id: WebhookId, position: number): Promise<void>;
}

/** What an admin can change, and the status. */
export type WebhookFields = Pick<
  Webhook,
  "url" | "alias" | "kinds" | "body" | "isOrdered" | "hasCloudEvents" | "status" | "disabledReason"
>;

/** Both secrets are encrypted. */
export interface StoredWebhookSecrets {
  readonly secret: string;
  readonly secretCreatedAt: Timestamp;
  readonly previousSecret: string | null;
  readonly previousSecretExpiresAt: Timestamp | null;
}

export interface NewWebhook
  extends Omit<WebhookFields, "status" | "disabledReason">,
    Pick<StoredWebhookSecrets, "secret"> {
  readonly id: WebhookId;
  readonly createdAt: Timestamp;
}

export interface WebhookDeliveryCounts {
  readonly pending: number;
  readonly dead: number;
  readonly pendingNotifications: number;
  readonly deadNotifications: number;
}

/** The webhooks of all organizations, as the processes see them that deliver. Not serialized with the changes of organizations. */
export interface WebhookQueue {
  /**
   * The enabled webhooks of active organizations that have something to send at `now` and are leased by nobody else;
   * the longest due first.
   */
  due(lease: LeaseRequest, countMax: number): Promise<readonly DueWebhook[]>;
  /**
   * Leases a webhook until `until`. Returns undefined when another owner has it, or it is not enabled. Every lease has a
   * higher token than the one before.
   */
  claim(
    webhook: WebhookReference,
    lease: LeaseRequest & { readonly until: Timestamp },
  ): Promise<ClaimedWebhook | undefined>;
  /** Stores what a lease holder did. Returns false, and stores nothing, when the lease has ended. */
  settle(webhook: WebhookReference, token: number, outcome: WebhookOutcome): Promise<boolean>;
  /** Stores an attempt that a user made. A successful one ends the delivery of its event. */
  recordAttempt(
    webhook: WebhookReference,
    attempt: NewWebhookAttempt,
    isDelivered: boolean,
  ): Promise<WebhookAttempt>;
  /** Ends every lease of the owner. */
  release(owner: string): Promise<void>;
  /** Deletes up to `countMax` attempts made before `before`. Returns how many it deleted. */
  deleteOldAttempts(before: Timestamp, countMax: number): Promise<number>;
  /** The number of webhooks by status, of those that fail, and of dead deliveries. */
  counts(): Promise<WebhookCounts>;
}

export interface WebhookReference {
  readonly organizationId: OrganizationId;
  readonly webhookId: WebhookId;
}

export interface LeaseRequest {
  readonly now: Timestamp;
  readonly owner: string;
  /** Whether no other process delivers, so that leases of others have ended with their processes. */
  readonly isOnly: boolean;
}

export interface DueWebhook extends WebhookReference {
  readonly position: number;
  readonly failures: number;
  readonly kinds: readonly WebhookKind[];
  /** The number of the organization's last event. */
  readonly head: number;
  /** Whether events can be sent now; otherwise only notifications. */
  readonly canSendEvents: boolean;
  /** Whether an event is to be repeated out of order. */
  readonly hasDuePending: boolean;
  readonly hasDueNotifications: boolean;
}

export interface ClaimedWebhook {
  readonly token: number;
  readonly webhook: Webhook;
  readonly secrets: StoredWebhookSecrets;
  readonly progress: WebhookProgress;
}

export type NewWebhookAttempt = Omit<WebhookAttempt, "serial">;

export interface WebhookOutcome {
  readonly progress: WebhookProgress;
  readonly attempts: readonly NewWebhookAttempt[];
  /** Deliveries that are stored or replaced. */
  readonly deliveries: readonly WebhookDelivery[];
  /** The `seq` of deliveries that ended. */
  readonly delivered: readonly number[];
  /** Deliveries of notifications that are stored. */
  readonly notifications: readonly NotificationDelivery[];
  /** Those that ended. A notification that no other webhook waits for is deleted. */
  readonly deliveredNotifications: readonly NotificationId[];
}

export interface WebhookCounts {
  readonly enabled: number;
  readonly paused: number;
  readonly disabled: number;
  /** Enabled ones whose last attempt failed. */
  readonly failing: number;
  readonly deadDeliveries: number;
  readonly pendingNotifications: number;
  readonly deadNotifications: number;
}
