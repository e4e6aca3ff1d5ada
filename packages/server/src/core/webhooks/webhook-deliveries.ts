import type {
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookId,
} from "../../model.ts";
import type { StoredWebhookSecrets, StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { eventNotFound, positionAhead, webhookNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { type SentMessage, sendMessage } from "./delivery/send-message.ts";
import { eventMessage, testMessage, type WebhookMessage } from "./webhook-message.ts";
import { existingWebhook } from "./webhooks.ts";

/** An attempt with the request, which is made from the event again. */
export interface WebhookAttemptWithRequest extends WebhookAttempt {
  /** Null for a test and for a notification. */
  readonly message: WebhookMessage | null;
}

/** Lists the events that are not delivered although later ones are: repeated out of order, or set aside. */
export async function listWebhookDeliveries(
  context: Context,
  id: WebhookId,
  { status, ...request }: CursorRequest & { readonly status?: WebhookDeliveryStatus | undefined },
): Promise<CursorPage<WebhookDelivery>> {
  const reads = await context.reads("webhooks:read");
  await existingWebhook(reads, id);
  return listByCursor(context, { name: "webhook deliveries", filter: { id, status } }, request, (page) =>
    reads.webhooks.deliveries(id, status, page),
  );
}

/** Lists the last attempts, newest first. */
export async function listWebhookAttempts(
  context: Context,
  id: WebhookId,
  { seq, ...request }: CursorRequest & { readonly seq?: number | undefined },
): Promise<CursorPage<WebhookAttemptWithRequest>> {
  const reads = await context.reads("webhooks:read");
  const webhook = await existingWebhook(reads, id);
  const list = { name: "webhook attempts", filter: { id, seq } };
  const page = await listByCursor(context, list, request, (key) => reads.webhooks.attempts(id, seq, key));
  const items = page.items.map((attempt) => withRequest(context, { reads, webhook }, attempt));
  return { ...page, items: await Promise.all(items) };
}

async function withRequest(
  { organizationId }: Context,
  { reads, webhook }: { readonly reads: StoreReader; readonly webhook: Webhook },
  attempt: WebhookAttempt,
): Promise<WebhookAttemptWithRequest> {
  const event = attempt.seq === null ? undefined : await reads.events.find(attempt.seq);
  return { ...attempt, message: event === undefined ? null : eventMessage(organizationId, event, webhook) };
}

/**
 * Sends a message that is about no event, at once, also to a webhook that is paused or disabled. The outcome counts neither
 * as a success nor as a failure of the webhook.
 */
export async function testWebhook(context: Context, id: WebhookId): Promise<WebhookAttemptWithRequest> {
  const { webhook, secrets } = await targetOf(context, id);
  const { organizationId, services } = context;
  const test = { webhookId: id, id: `test_${services.createId()}`, at: services.now() };
  const message = testMessage(organizationId, test, webhook);
  const sent = await sendMessage(services, { webhook, secrets }, message, {
    cause: "test",
    seq: null,
    notificationId: null,
    number: 1,
  });
  return { ...(await store(context, id, sent)), message };
}

/** Sends an event again, at once and with the id that it always has. A success ends its delivery. Like `testWebhook` otherwise. */
export async function replayEvent(
  context: Context,
  id: WebhookId,
  seq: number,
): Promise<WebhookAttemptWithRequest> {
  const { reads, webhook, secrets } = await targetOf(context, id);
  const event = await reads.events.find(seq);
  if (event === undefined) throw eventNotFound();
  const message = eventMessage(context.organizationId, event, webhook);
  const sending = { cause: "replay", seq, notificationId: null, number: 1 } as const;
  const sent = await sendMessage(context.services, { webhook, secrets }, message, sending);
  return { ...(await store(context, id, sent)), message };
}

async function targetOf(
  context: Context,
  id: WebhookId,
): Promise<{ reads: StoreReader; webhook: Webhook; secrets: StoredWebhookSecrets }> {
  const reads = await context.reads("webhooks:read");
  context.require("webhooks:write");
  const webhook = await existingWebhook(reads, id);
  const secrets = await reads.webhooks.secrets(id);
  if (secrets === undefined) throw webhookNotFound();
  return { reads, webhook, secrets };
}

const store = (
  { services, organizationId }: Context,
  webhookId: WebhookId,
  { attempt, isDelivered }: SentMessage,
): Promise<WebhookAttempt> =>
  services.store.platform.webhooks.recordAttempt({ organizationId, webhookId }, attempt, isDelivered);

/** Sends the events after `seq` again, in order. Throws when there is no event with this number yet. */
export function replaySince(context: Context, id: WebhookId, seq: number): Promise<Webhook> {
  return mutate(context, { permission: "webhooks:write" }, async ({ tx }) => {
    const webhook = await existingWebhook(tx, id);
    const { seq: head } = await tx.events.head();
    if (seq > head) throw positionAhead(head);
    await tx.webhooks.rewind(id, seq);
    return webhook;
  });
}

/** Makes the next attempts at once, also of notifications that were set aside, and forgets the failures before. */
export function retryWebhook(context: Context, id: WebhookId): Promise<Webhook> {
  return mutate(context, { permission: "webhooks:write" }, async ({ tx }) => {
    const webhook = await existingWebhook(tx, id);
    await tx.webhooks.restart(id);
    return webhook;
  });
}
