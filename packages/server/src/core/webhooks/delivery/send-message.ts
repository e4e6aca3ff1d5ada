import type { NotificationId, Webhook, WebhookAttemptCause } from "../../../model.ts";
import type { NewWebhookAttempt, StoredWebhookSecrets } from "../../../storage/store.ts";
import type { CoreServices } from "../../kernel/context.ts";
import type { WebhookMessage } from "../webhook-message.ts";
import { currentSecrets, signWebhook } from "../webhook-secret.ts";
import { parseRetryAfter } from "./retry-schedule.ts";

export interface Target {
  readonly webhook: Pick<Webhook, "id" | "url">;
  readonly secrets: StoredWebhookSecrets;
}

export interface Sending {
  readonly cause: WebhookAttemptCause;
  readonly seq: number | null;
  readonly notificationId: NotificationId | null;
  readonly number: number;
}

export interface SentMessage {
  readonly attempt: NewWebhookAttempt;
  readonly isDelivered: boolean;
  /** Whether the receiver wants no more messages. */
  readonly isGone: boolean;
  readonly retryAfterMs: number | undefined;
}

/** Signs the message and sends it once. Never rejects because of the receiver. */
export async function sendMessage(
  services: CoreServices,
  { webhook, secrets }: Target,
  message: WebhookMessage,
  sending: Sending,
): Promise<SentMessage> {
  const at = services.now();
  const { id, body } = message;
  const timestamp = Math.floor(at / 1000);
  const signature = signWebhook(currentSecrets(services, webhook.id, secrets), { id, timestamp, body });
  const result = await services.outbound.post({
    url: webhook.url,
    body,
    headers: {
      ...message.headers,
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signature,
    },
  });
  const attempt = { ...sending, at, url: webhook.url, durationMs: result.durationMs };
  if ("failure" in result)
    return {
      attempt: { ...attempt, responseStatus: null, responseBody: null, failure: result.failure },
      isDelivered: false,
      isGone: false,
      retryAfterMs: undefined,
    };
  return {
    attempt: { ...attempt, responseStatus: result.status, responseBody: result.body, failure: null },
    isDelivered: result.status >= 200 && result.status < 300,
    isGone: result.status === 410,
    retryAfterMs: parseRetryAfter(result.retryAfter, services.now()),
  };
}
