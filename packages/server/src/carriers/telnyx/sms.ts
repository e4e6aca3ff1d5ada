import type { CarrierMessage } from "../../core/telephony/message.ts";
import { type SmsDoor, UnreadableWebhook } from "../contract/carrier-door.ts";
import { readJson } from "../contract/fields.ts";
import { list, record, text } from "../contract/json.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { verifyTelnyx } from "./signature.ts";

/** Received messages: https://developers.telnyx.com/docs/messaging/messages/receive-message */
export const telnyxSms: SmsDoor = {
  verify: verifyTelnyx,
  parse,
  renderReceived: () => ({ status: 200, contentType: "application/json; charset=utf-8", body: "{}" }),
};

function parse(request: WebhookRequest): readonly CarrierMessage[] {
  const data = record(record(readJson(request)).data);
  if (data.event_type !== "message.received") return [];
  const id = text(data.id);
  if (id === undefined) throw new UnreadableWebhook("data.id is missing.");
  return messagesOf(id, record(data.payload));
}

/** One for each number that the message was sent to: a group can contain several of the account. */
function messagesOf(id: string, payload: Readonly<Record<string, unknown>>): CarrierMessage[] {
  const numbers = list(payload.to)
    .map((to) => text(record(to).phone_number))
    .filter((number) => number !== undefined);
  if (numbers.length === 0) throw new UnreadableWebhook("data.payload.to is missing.");
  const shared = {
    from: text(record(payload.from).phone_number) ?? "",
    text: text(payload.text) ?? "",
    mediaUrls: list(payload.media)
      .map((media) => text(record(media).url))
      .filter((url) => url !== undefined),
  };
  return numbers.map((to) => ({ id: numbers.length === 1 ? id : `${id}:${to}`, to, ...shared }));
}
