import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";
import { accountUrl, headersOf } from "./api.ts";

/** Like Twilio's resource, with JSON. TextGrid has no public documentation of it; public clients agree on these members. */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const response = await requestJson(access, {
    method: "POST",
    url: `${accountUrl(access)}/Messages.json`,
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({ from, to, body: text }),
  });
  return sentId(response.sid);
}
