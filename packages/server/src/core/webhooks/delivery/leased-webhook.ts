import type {
  ChainedEvent,
  Notification,
  NotificationDelivery,
  NotificationId,
  OrganizationId,
  Webhook,
  WebhookDelivery,
  WebhookProgress,
} from "../../../model.ts";
import type {
  ClaimedWebhook,
  NewWebhookAttempt,
  StoredWebhookSecrets,
  WebhookReference,
} from "../../../storage/store.ts";
import type { CoreServices } from "../../kernel/context.ts";
import { notificationMessage } from "../../notifications/notification-message.ts";
import { eventMessage, type WebhookMessage } from "../webhook-message.ts";
import type { WebhookStats } from "../webhook-stats.ts";
import { type Sending, type SentMessage, sendMessage } from "./send-message.ts";

/** Another process delivers now, or a user changed the position: what this process did is not stored. */
export class LeaseEnded extends Error {
  override readonly name = "LeaseEnded";
}

/** The process stops: the attempt in progress is not counted as a failure. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Attempts that are stored together. After a kill they are made again. */
const attemptsPerCommit = 100;

/**
 * A webhook that only this process delivers to. Keeps what was done until `flush` stores it in one transaction: what is
 * lost before is delivered again, and never skipped.
 */
export class LeasedWebhook {
  readonly reference: WebhookReference;
  readonly webhook: Webhook;
  readonly #services: CoreServices;
  readonly #stats: WebhookStats;
  readonly #token: number;
  readonly #secrets: StoredWebhookSecrets;
  #progress: WebhookProgress;
  #isChanged = false;
  #attempts: NewWebhookAttempt[] = [];
  readonly #deliveries = new Map<number, WebhookDelivery>();
  readonly #ended = new Set<number>();
  readonly #notifications = new Map<NotificationId, NotificationDelivery>();
  readonly #endedNotifications = new Set<NotificationId>();

  constructor(
    services: CoreServices,
    stats: WebhookStats,
    reference: WebhookReference,
    { webhook, secrets, progress, token }: ClaimedWebhook,
  ) {
    this.#services = services;
    this.#stats = stats;
    this.#token = token;
    this.#secrets = secrets;
    this.#progress = progress;
    this.reference = reference;
    this.webhook = webhook;
  }

  get progress(): WebhookProgress {
    return this.#progress;
  }

  get organizationId(): OrganizationId {
    return this.reference.organizationId;
  }

  /** Sends an event once. Notes the attempt, and success or failure of the webhook. Throws Stopped after an abort. */
  async attempt(event: ChainedEvent, number: number, signal: AbortSignal): Promise<SentMessage> {
    const { webhook } = this;
    const message = eventMessage(this.organizationId, event, webhook);
    const sending = { cause: "delivery", seq: event.seq, notificationId: null, number } as const;
    const sent = await this.#send(message, { sending, at: event.at, signal });
    const { failures, failingSince } = this.#progress;
    this.update(
      sent.isDelivered
        ? { failures: 0, failingSince: null, lastDeliveredAt: this.#services.now(), nextAttemptAt: 0 }
        : { failures: failures + 1, failingSince: failingSince ?? sent.attempt.at },
    );
    return sent;
  }

  /** Like `attempt`. The failures of events, which decide when one is set aside, stay as they are. */
  async attemptNotification(
    notification: Notification,
    number: number,
    signal: AbortSignal,
  ): Promise<SentMessage> {
    const message = notificationMessage(notification, this.webhook);
    const { id: notificationId, at } = notification;
    const sending = { cause: "delivery", seq: null, notificationId, number } as const;
    const sent = await this.#send(message, { sending, at, signal });
    const { notificationFailures, failingSince } = this.#progress;
    this.update(
      sent.isDelivered
        ? { notificationFailures: 0, failingSince: null, lastDeliveredAt: this.#services.now() }
        : {
            notificationFailures: notificationFailures + 1,
            failingSince: failingSince ?? sent.attempt.at,
          },
    );
    return sent;
  }

  async #send(
    message: WebhookMessage,
    { sending, at, signal }: { readonly sending: Sending; readonly at: number; readonly signal: AbortSignal },
  ): Promise<SentMessage> {
    const target = { webhook: this.webhook, secrets: this.#secrets };
    const sent = await sendMessage(this.#services, target, message, sending);
    if (signal.aborted && !sent.isDelivered) throw new Stopped();
    this.#attempts.push(sent.attempt);
    this.#stats.countAttempt(sent.isDelivered);
    if (sent.isDelivered) this.#stats.lagSeconds.observe((this.#services.now() - at) / 1000);
    return sent;
  }

  update(changes: Partial<WebhookProgress>): void {
    this.#progress = { ...this.#progress, ...changes };
    this.#isChanged = true;
  }

  /** Keeps an event that was not delivered, to be repeated out of order or by a user. */
  keepDelivery(delivery: WebhookDelivery): void {
    this.#ended.delete(delivery.seq);
    this.#deliveries.set(delivery.seq, delivery);
    this.#isChanged = true;
  }

  endDelivery(seq: number): void {
    this.#deliveries.delete(seq);
    this.#ended.add(seq);
    this.#isChanged = true;
  }

  keepNotification(delivery: NotificationDelivery): void {
    this.#notifications.set(delivery.notificationId, delivery);
    this.#isChanged = true;
  }

  endNotification(id: NotificationId): void {
    this.#endedNotifications.add(id);
    this.#isChanged = true;
  }

  /** Stores what was done when it is much. */
  async flushIfFull(): Promise<void> {
    if (this.#attempts.length >= attemptsPerCommit) await this.flush();
  }

  /** Stores what was done since the last time. Throws LeaseEnded when nothing may be stored any more. */
  async flush(): Promise<void> {
    if (!this.#isChanged) return;
    const outcome = {
      progress: this.#progress,
      attempts: this.#attempts,
      deliveries: [...this.#deliveries.values()],
      delivered: [...this.#ended],
      notifications: [...this.#notifications.values()],
      deliveredNotifications: [...this.#endedNotifications],
    };
    const { webhooks } = this.#services.store.platform;
    if (!(await webhooks.settle(this.reference, this.#token, outcome))) throw new LeaseEnded();
    this.#attempts = [];
    this.#deliveries.clear();
    this.#ended.clear();
    this.#notifications.clear();
    this.#endedNotifications.clear();
    this.#isChanged = false;
  }
}
