import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { formOf, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";
import { accountUrl, headersOf } from "./api.ts";

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const { contentType, body } = formOf({ From: from, To: to, Body: text });
  const response = await requestJson(access, {
    method: "POST",
    url: `${accountUrl(access)}/Messages.json`,
    headers: { ...headersOf(access), "content-type": contentType },
    body,
  });
  return sentId(response.sid);
}
