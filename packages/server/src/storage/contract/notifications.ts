import type {
  CarrierAccountId,
  MessageForwardId,
  NotificationDelivery,
  NotificationId,
  NotificationKind,
  NumberId,
  OrganizationId,
  Timestamp,
  UserId,
  WebhookId,
  WebhookKind,
} from "../../model.ts";

export interface NotificationReader {
  /** The webhooks of the organization in any status, with the kinds that they select. */
  receivers(): Promise<readonly NotificationReceiver[]>;
  /** The pending deliveries of a webhook that are due at `now`, with their notifications, the longest due first. */
  dueDeliveries(webhookId: WebhookId, now: Timestamp, countMax: number): Promise<readonly DueNotification[]>;
  /** The number of forwards of messages to the number since `since`. */
  countForwards(numberId: NumberId, since: Timestamp): Promise<number>;
  /** Whether a forwarded message had this text. */
  isForwarded(textHash: string): Promise<boolean>;
}

export interface NotificationWriter extends NotificationReader {
  /** Stores a notification with a delivery to each of the webhooks, of which there is at least one. */
  add(notification: StoredNotification, webhookIds: readonly WebhookId[]): Promise<void>;
  /** Returns false when the message was claimed before. */
  claimMessage(key: string, at: Timestamp): Promise<boolean>;
  addForward(forward: NewMessageForward): Promise<void>;
}

export interface NotificationReceiver {
  readonly id: WebhookId;
  readonly kinds: readonly WebhookKind[];
}

/** `details` and `text` are encrypted. */
export interface StoredNotification {
  readonly id: NotificationId;
  readonly kind: NotificationKind;
  readonly at: Timestamp;
  readonly numberId: NumberId | null;
  readonly userId: UserId | null;
  readonly details: string;
  readonly text: string | null;
  readonly hasText: boolean;
}

export interface DueNotification {
  readonly notification: StoredNotification;
  readonly delivery: NotificationDelivery;
}

/** `content` is encrypted. */
export interface NewMessageForward {
  readonly id: MessageForwardId;
  readonly accountId: CarrierAccountId;
  readonly numberId: NumberId;
  readonly at: Timestamp;
  readonly content: string;
  readonly textHash: string;
}

export interface ClaimedForward {
  readonly organizationId: OrganizationId;
  readonly id: MessageForwardId;
  readonly accountId: CarrierAccountId;
  readonly content: string;
  /** With this one. */
  readonly attempts: number;
}

/** The outbox as the processes see it that deliver and clean up. Not serialized with the changes of organizations. */
export interface NotificationQueue {
  /** Erases up to `countMax` texts of notifications from before `before`. Returns how many it erased. */
  eraseTexts(before: Timestamp, countMax: number): Promise<number>;
  /** Deletes up to `countMax` notifications that were made before `before` or have no delivery. Returns how many it deleted. */
  deleteOld(before: Timestamp, countMax: number): Promise<number>;
  /** Deletes up to `countMax` keys of messages that were received before `before`. Returns how many it deleted. */
  deleteReceivedMessages(before: Timestamp, countMax: number): Promise<number>;
  /** Whether a forward is due at `now`. */
  hasDueForwards(now: Timestamp): Promise<boolean>;
  /**
   * Marks due forwards as being sent, before they are: one whose process ends meanwhile is not sent again. Returns each to one
   * caller only.
   */
  claimForwards(now: Timestamp, countMax: number): Promise<readonly ClaimedForward[]>;
  /** Ends a claimed forward and erases its content, or makes it pending again. */
  settleForward(
    forward: Pick<ClaimedForward, "organizationId" | "id">,
    outcome: ForwardOutcome,
  ): Promise<void>;
  /** Deletes up to `countMax` forwards from before `before`. Returns how many it deleted. */
  deleteForwards(before: Timestamp, countMax: number): Promise<number>;
}

export type ForwardOutcome =
  | { readonly status: "sent" | "failed" }
  | { readonly status: "pending"; readonly nextAttemptAt: Timestamp };
