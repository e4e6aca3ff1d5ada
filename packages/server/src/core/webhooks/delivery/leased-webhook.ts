import type {
  ChainedEvent,
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
import { eventMessage } from "../webhook-message.ts";
import type { WebhookStats } from "../webhook-stats.ts";
import { type SentMessage, sendMessage } from "./send-message.ts";

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
    const target = { webhook, secrets: this.#secrets };
    const sending = { cause: "delivery", seq: event.seq, number } as const;
    const sent = await sendMessage(this.#services, target, message, sending);
    if (signal.aborted && !sent.isDelivered) throw new Stopped();
    this.#attempts.push(sent.attempt);
    const now = this.#services.now();
    this.#stats.countAttempt(sent.isDelivered);
    if (sent.isDelivered) this.#stats.lagSeconds.observe((now - event.at) / 1000);
    const { failures, failingSince } = this.#progress;
    this.update(
      sent.isDelivered
        ? { failures: 0, failingSince: null, lastDeliveredAt: now, nextAttemptAt: 0 }
        : { failures: failures + 1, failingSince: failingSince ?? sent.attempt.at },
    );
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
    };
    const { webhooks } = this.#services.store.platform;
    if (!(await webhooks.settle(this.reference, this.#token, outcome))) throw new LeaseEnded();
    this.#attempts = [];
    this.#deliveries.clear();
    this.#ended.clear();
    this.#isChanged = false;
  }
}
