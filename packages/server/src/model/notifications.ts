import type { Timestamp } from "../model.ts";
import type { NotificationId, NumberId, OrganizationId, UserId, WebhookId } from "./ids.ts";

/** What is sent to webhooks besides events: it is no change of a record, and not kept. */
export const notificationKinds = [
  "message.received",
  "call.routed",
  "call.missed",
  "call.voicemail",
  "sync.drifted",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** A JSON value. */
export type NotificationValue =
  | string
  | number
  | boolean
  | null
  | readonly NotificationValue[]
  | { readonly [name: string]: NotificationValue };
export type NotificationValues = { readonly [name: string]: NotificationValue };

/** One message of the outbox. It is deleted when it is delivered to every webhook that selected its kind. */
export interface Notification {
  readonly id: NotificationId;
  readonly organizationId: OrganizationId;
  readonly kind: NotificationKind;
  readonly at: Timestamp;
  readonly numberId: NumberId | null;
  /** The user concerned, such as the holder of the number. */
  readonly userId: UserId | null;
  /** Further ids, which a thin body has, too. */
  readonly ids: NotificationValues;
  /** Everything else; can be personal. */
  readonly values: NotificationValues;
  /** The text of a message; null without one, and when it was erased. */
  readonly text: string | null;
  /** Whether it was recorded with a text. */
  readonly hasText: boolean;
}

/** A notification that a webhook has not accepted. */
export interface NotificationDelivery {
  readonly notificationId: NotificationId;
  readonly webhookId: WebhookId;
  readonly status: "pending" | "dead";
  readonly failures: number;
  readonly firstFailedAt: Timestamp | null;
  /** Null for a dead delivery. */
  readonly nextAttemptAt: Timestamp | null;
}
