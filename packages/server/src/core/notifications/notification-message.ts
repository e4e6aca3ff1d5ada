import type { Notification, NotificationValues, Webhook } from "../../model.ts";
import { messageHeaders, type WebhookMessage } from "../webhooks/webhook-message.ts";

type Format = Pick<Webhook, "body" | "hasCloudEvents">;

/** The message about a notification. With `textExpired` instead of a text that was erased before it could be delivered. */
export function notificationMessage(notification: Notification, format: Format): WebhookMessage {
  const { organizationId, kind, at, numberId } = notification;
  const id = `ntf_${notification.id}`;
  const timestamp = new Date(at).toISOString();
  return {
    id,
    body: JSON.stringify({
      type: kind,
      timestamp,
      organizationId,
      data: format.body === "thin" ? idsOf(notification) : dataOf(notification),
    }),
    headers: messageHeaders(format, {
      ...{ id, organizationId, timestamp },
      type: kind,
      subject: numberId ?? notification.id,
    }),
  };
}

const idsOf = ({ numberId, userId, ids }: Notification): NotificationValues => ({ ...ids, numberId, userId });

const dataOf = (notification: Notification): NotificationValues => ({
  ...idsOf(notification),
  ...notification.values,
  ...(notification.hasText && {
    text: notification.text,
    textExpired: notification.text === null,
  }),
});
