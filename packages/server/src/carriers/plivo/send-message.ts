import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { requestJson } from "../contract/carrier-api.ts";
import { withoutPlus } from "../contract/endpoint.ts";
import { sentId } from "../contract/sent-message.ts";
import { headersOf, urlOf } from "./api.ts";

/** https://www.plivo.com/docs/messaging/api/messages/ */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const response = await requestJson(access, {
    method: "POST",
    url: urlOf(access, "Message/"),
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({ src: withoutPlus(from), dst: withoutPlus(to), text }),
  });
  return sentId(response.message_uuid);
}
