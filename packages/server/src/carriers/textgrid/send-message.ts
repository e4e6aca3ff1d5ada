import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";

/** Like Twilio's resource, with JSON. TextGrid has no public documentation of it; public clients agree on these members. */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const accountSid = credential(access, "accountSid");
  const pair = `${accountSid}:${credential(access, "authToken")}`;
  const base = `${apiBase(access, "https://api.textgrid.com")}/2010-04-01/Accounts`;
  const response = await requestJson(access, {
    method: "POST",
    url: `${base}/${encodeURIComponent(accountSid)}/Messages.json`,
    headers: {
      authorization: `Bearer ${Buffer.from(pair).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ from, to, body: text }),
  });
  return sentId(response.sid);
}
