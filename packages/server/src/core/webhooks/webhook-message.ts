import { toPublicEvent } from "../../audit/public-event.ts";
import type { ChainedEvent, OrganizationId, Webhook, WebhookId } from "../../model.ts";
import { formatPosition } from "../history/feed-position.ts";

/** What is sent, without what is different in each attempt. */
export interface WebhookMessage {
  /** The same in every attempt. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Format = Pick<Webhook, "body" | "hasCloudEvents">;

/**
 * The id of the message about an event. With a part of the hash, because after the restore of a backup another event can
 * have the same number, and receivers skip ids that they know.
 */
const messageIdOf = (organizationId: OrganizationId, event: ChainedEvent): string =>
  `evt_${organizationId}_${formatPosition(event)}`;

/** The message about an event, as it is stored: personal values that were erased since are null. */
export function eventMessage(
  organizationId: OrganizationId,
  event: ChainedEvent,
  format: Format,
): WebhookMessage {
  const { seq, kind, subjectId, userId, numberId } = event;
  const timestamp = new Date(event.at).toISOString();
  const thin = { seq, subjectId, userId, numberId };
  const data = format.body === "thin" ? thin : toPublicEvent(event);
  const id = messageIdOf(organizationId, event);
  return {
    id,
    body: JSON.stringify({ type: kind, timestamp, organizationId, seq, data }),
    headers: messageHeaders(format, { id, organizationId, type: kind, timestamp, subject: subjectId }),
  };
}

/** The message of a test, which is about no event. */
export function testMessage(
  organizationId: OrganizationId,
  { webhookId, id, at }: { readonly webhookId: WebhookId; readonly id: string; readonly at: number },
  format: Format,
): WebhookMessage {
  const [type, timestamp] = ["webhook.test", new Date(at).toISOString()];
  return {
    id,
    body: JSON.stringify({ type, timestamp, organizationId, data: { webhookId } }),
    headers: messageHeaders(format, { id, organizationId, type, timestamp, subject: webhookId }),
  };
}

export interface MessageAttributes {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly type: string;
  readonly timestamp: string;
  readonly subject: string;
}

/** With CloudEvents: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md */
export const messageHeaders = (
  { hasCloudEvents }: Format,
  { id, organizationId, type, timestamp, subject }: MessageAttributes,
): Readonly<Record<string, string>> => ({
  "content-type": "application/json",
  "user-agent": "whoseline",
  ...(hasCloudEvents && {
    "ce-specversion": "1.0",
    "ce-id": id,
    "ce-source": `/registry/v1/organizations/${organizationId}`,
    "ce-type": `whoseline.${type}`,
    "ce-time": timestamp,
    "ce-subject": subject,
  }),
});
