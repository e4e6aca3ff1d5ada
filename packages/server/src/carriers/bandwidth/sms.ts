import type { CarrierMessage } from "../../core/telephony/message.ts";
import { type SmsDoor, UnreadableWebhook } from "../contract/carrier-door.ts";
import { readJson } from "../contract/fields.ts";
import { list, record, text } from "../contract/json.ts";
import { verifyBandwidth } from "./authorization.ts";

/** Received messages: https://dev.bandwidth.com/docs/messaging/webhooks. The body is a list of events. */
export const bandwidthSms: SmsDoor = {
  verify: verifyBandwidth,
  parse(request) {
    const events = readJson(request);
    if (!Array.isArray(events)) throw new UnreadableWebhook("The body is not a list.");
    return events
      .map(record)
      .filter(({ type }) => type === "message-received")
      .map(messageOf);
  },
  renderReceived: () => ({ status: 200, contentType: "text/plain; charset=utf-8", body: "" }),
};

/** The account's number is the owner: a group has several receivers, and each that is ours gets an event with the same id. */
function messageOf(event: Readonly<Record<string, unknown>>): CarrierMessage {
  const message = record(event.message);
  const id = text(message.id);
  const to = text(message.owner) ?? text(event.to);
  if (id === undefined || to === undefined)
    throw new UnreadableWebhook("message.id or message.owner is missing.");
  return {
    id: list(message.to).length > 1 ? `${id}:${to}` : id,
    to,
    from: text(message.from) ?? "",
    text: text(message.text) ?? "",
    mediaUrls: list(message.media).filter((url) => typeof url === "string"),
  };
}
