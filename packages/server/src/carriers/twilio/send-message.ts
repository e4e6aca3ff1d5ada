import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential, formOf, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const accountSid = credential(access, "accountSid");
  const { contentType, body } = formOf({ From: from, To: to, Body: text });
  const base = `${apiBase(access, "https://api.twilio.com")}/2010-04-01/Accounts`;
  const response = await requestJson(access, {
    method: "POST",
    url: `${base}/${encodeURIComponent(accountSid)}/Messages.json`,
    headers: {
      authorization: basicAuthorization(accountSid, credential(access, "authToken")),
      "content-type": contentType,
    },
    body,
  });
  return sentId(response.sid);
}
