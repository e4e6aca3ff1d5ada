import type {
  NotificationId,
  Webhook,
  WebhookAttempt,
  WebhookAttemptCause,
  WebhookBody,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookDisabledReason,
  WebhookId,
  WebhookProgress,
  WebhookStatus,
} from "../../model.ts";
import type { Flag } from "../tables.ts";

export interface WebhookRow {
  id: WebhookId;
  serial: number;
  url: string;
  alias: string | null;
  kinds: string;
  body: WebhookBody;
  is_ordered: Flag;
  has_cloud_events: Flag;
  status: WebhookStatus;
  disabled_reason: WebhookDisabledReason | null;
  secret_created_at: number;
  previous_secret_expires_at: number | null;
  created_at: number;
  version: number;
}

export interface WebhookStateRow {
  position: number;
  failures: number;
  failing_since: number | null;
  last_delivered_at: number | null;
  next_attempt_at: number;
  notification_failures: number;
  notifications_paused_until: number;
  lease_token: number;
}

export interface WebhookDeliveryRow {
  seq: number;
  status: WebhookDeliveryStatus;
  failures: number;
  first_failed_at: number;
  last_failed_at: number;
  next_attempt_at: number | null;
}

export interface WebhookAttemptRow {
  serial: number;
  cause: WebhookAttemptCause;
  seq: number | null;
  notification_id: NotificationId | null;
  number: number;
  at: number;
  duration_ms: number;
  url: string;
  response_status: number | null;
  response_body: string | null;
  failure: string | null;
}

export const webhookColumns = `id, serial, url, alias, kinds, body, is_ordered, has_cloud_events, status,
  disabled_reason, secret_created_at, previous_secret_expires_at, created_at, version`;

export const attemptColumns = `serial, cause, seq, notification_id, number, at, duration_ms, url, response_status,
  response_body, failure`;

export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  serial: row.serial,
  url: row.url,
  alias: row.alias,
  kinds: JSON.parse(row.kinds),
  body: row.body,
  isOrdered: Boolean(row.is_ordered),
  hasCloudEvents: Boolean(row.has_cloud_events),
  status: row.status,
  disabledReason: row.disabled_reason,
  secretCreatedAt: row.secret_created_at,
  previousSecretExpiresAt: row.previous_secret_expires_at,
  createdAt: row.created_at,
  version: row.version,
});

export const toProgress = (row: WebhookStateRow): WebhookProgress => ({
  position: row.position,
  failures: row.failures,
  failingSince: row.failing_since,
  lastDeliveredAt: row.last_delivered_at,
  nextAttemptAt: row.next_attempt_at,
  notificationFailures: row.notification_failures,
  notificationsPausedUntil: row.notifications_paused_until,
});

export const toDelivery = (row: WebhookDeliveryRow): WebhookDelivery => ({
  seq: row.seq,
  status: row.status,
  failures: row.failures,
  firstFailedAt: row.first_failed_at,
  lastFailedAt: row.last_failed_at,
  nextAttemptAt: row.next_attempt_at,
});

export const toAttempt = (row: WebhookAttemptRow): WebhookAttempt => ({
  serial: row.serial,
  cause: row.cause,
  seq: row.seq,
  notificationId: row.notification_id,
  number: row.number,
  at: row.at,
  durationMs: row.duration_ms,
  url: row.url,
  responseStatus: row.response_status,
  responseBody: row.response_body,
  failure: row.failure,
});
