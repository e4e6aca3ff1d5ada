import { createHash, randomUUID } from "node:crypto";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import { type SmsDoor, UnreadableWebhook } from "../contract/carrier-door.ts";
import { type JsonFields, jsonResponse, parseFields } from "../contract/json-body.ts";
import { rejected, verifyPathSecret, verifyWithEach } from "../contract/verification.ts";

/**
 * An assumption: IPPanel documents no webhook for received messages, only an inbox that is polled. Panels
 * of this kind can call a URL for each message. The names of the fields are those that IPPanel accepts for sending
 * (https://github.com/ippanelcom/Edge-Document, docs/send/url.md), and those of the inbox.
 */
export const ippanelSms: SmsDoor = {
  hasPathSecret: true,
  verify: (request, options) =>
    verifyWithEach(options, ({ pathSecret }) =>
      pathSecret ? verifyPathSecret(request.pathSecret, pathSecret) : rejected("unconfigured"),
    ),
  parse: (request) => [toMessage(parseFields(request))],
  renderReceived: () => jsonResponse({ meta: { status: true } }),
};

const names = {
  from: [
    ...["From", "from", "sender", "src", "source", "from_number", "sender_number", "origin"],
    ...["originator", "caller", "caller_id", "sms_from", "fromNum"],
  ],
  to: [
    ...["To", "to", "recipient", "dst", "destination", "to_number", "recipient_number", "target"],
    ...["receiver", "number"],
  ],
  text: [
    ...["Message", "message", "msg", "text", "txt", "body", "content", "sms", "message_body"],
    "messageText",
  ],
  id: ["messages_inbox_id", "message_id", "messageId", "id"],
  time: ["time", "timestamp", "date"],
} as const;

function toMessage(fields: JsonFields): CarrierMessage {
  const to = fields.firstOf(names.to);
  if (to === undefined) throw new UnreadableWebhook("The webhook has no receiver.");
  const message = { to, from: fields.firstOf(names.from) ?? "", text: fields.firstOf(names.text) ?? "" };
  return { id: idOf(fields, message), ...message, mediaUrls: [] };
}

/** Without an id and a time, two messages with the same text cannot be distinguished from one that is repeated: both count. */
function idOf(fields: JsonFields, { to, from, text }: Pick<CarrierMessage, "to" | "from" | "text">): string {
  const id = fields.firstOf(names.id);
  if (id !== undefined) return id;
  const time = fields.firstOf(names.time);
  if (time === undefined) return randomUUID();
  return createHash("sha256")
    .update(JSON.stringify([to, from, text, time]))
    .digest("hex")
    .slice(0, 32);
}
