import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { objectOf, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";
import { headersOf, urlOf } from "./api.ts";

/** https://developers.telnyx.com/api-reference/messages/send-a-message */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const response = await requestJson(access, {
    method: "POST",
    url: urlOf(access, "messages"),
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({ from, to, text }),
  });
  return sentId(objectOf(response.data).id);
}
