import type { EventKind, NotificationId, NotificationKind, Timestamp, WebhookId } from "../model.ts";

export const webhookStatuses = ["enabled", "paused", "disabled"] as const;
/** `paused` by an admin; `disabled` by the server, because nothing could be delivered. */
export type WebhookStatus = (typeof webhookStatuses)[number];

/** What a change of an admin can set. */
export const changeableWebhookStatuses = ["enabled", "paused"] as const;
export type ChangeableWebhookStatus = (typeof changeableWebhookStatuses)[number];

/** `gone`: the receiver answered 410. `failing`: nothing was delivered for five days. */
export const webhookDisabledReasons = ["gone", "failing"] as const;
export type WebhookDisabledReason = (typeof webhookDisabledReasons)[number];

/** `fat`: the complete event. `thin`: its ids only. */
export const webhookBodies = ["fat", "thin"] as const;
export type WebhookBody = (typeof webhookBodies)[number];

/** The kind of an event or of a notification, or all of one noun: `number.*`. */
export type WebhookKind = EventKind | NotificationKind | `${string}.*`;

/** A URL to which the events of an organization are sent. */
export interface Webhook {
  readonly id: WebhookId;
  readonly serial: number;
  readonly url: string;
  readonly alias: string | null;
  /** Empty for all kinds of events, and no notifications. */
  readonly kinds: readonly WebhookKind[];
  readonly body: WebhookBody;
  /** Whether an event is sent only after every earlier one was delivered or set aside. */
  readonly isOrdered: boolean;
  /** Whether requests have the headers of CloudEvents 1.0. */
  readonly hasCloudEvents: boolean;
  readonly status: WebhookStatus;
  readonly disabledReason: WebhookDisabledReason | null;
  readonly secretCreatedAt: Timestamp;
  /** Until when requests are also signed with the former secret. */
  readonly previousSecretExpiresAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly version: number;
}

/** How far the events of a webhook are delivered. */
export interface WebhookProgress {
  /** Every event up to this `seq` was delivered, was not selected, or has a delivery record. */
  readonly position: number;
  /** Attempts that failed since the last success. */
  readonly failures: number;
  /** The first of them. */
  readonly failingSince: Timestamp | null;
  readonly lastDeliveredAt: Timestamp | null;
  /** No attempt is made before. */
  readonly nextAttemptAt: Timestamp;
  /** Attempts to deliver notifications that failed since the last one that succeeded. */
  readonly notificationFailures: number;
  /** No attempt to deliver a notification is made before. */
  readonly notificationsPausedUntil: Timestamp;
}

export const webhookDeliveryStatuses = ["pending", "dead"] as const;
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];

/** An event before the position that is not delivered: it is repeated out of order, or was set aside. */
export interface WebhookDelivery {
  readonly seq: number;
  readonly status: WebhookDeliveryStatus;
  readonly failures: number;
  readonly firstFailedAt: Timestamp;
  readonly lastFailedAt: Timestamp;
  /** Null for a dead delivery. */
  readonly nextAttemptAt: Timestamp | null;
}

export const webhookAttemptCauses = ["delivery", "replay", "test"] as const;
export type WebhookAttemptCause = (typeof webhookAttemptCauses)[number];

/** One request to a webhook. */
export interface WebhookAttempt {
  /** 1, 2, 3 … within the webhook. */
  readonly serial: number;
  readonly cause: WebhookAttemptCause;
  /** Null for a test and for a notification. */
  readonly seq: number | null;
  /** Null for a test and for an event. */
  readonly notificationId: NotificationId | null;
  /** 1 for the first attempt to deliver the event; 1 for tests and replays, too. */
  readonly number: number;
  readonly at: Timestamp;
  readonly durationMs: number;
  readonly url: string;
  /** Null when there was no response. */
  readonly responseStatus: number | null;
  /** The beginning. */
  readonly responseBody: string | null;
  /** Why there was no response; null when there was one. */
  readonly failure: string | null;
}
