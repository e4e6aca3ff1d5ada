import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential, requestJson } from "../contract/carrier-api.ts";
import { sentId, withoutPlus } from "../contract/sent-message.ts";

/** https://www.plivo.com/docs/messaging/api/messages/ */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const authId = credential(access, "authId");
  const response = await requestJson(access, {
    method: "POST",
    url: `${apiBase(access, "https://api.plivo.com")}/v1/Account/${encodeURIComponent(authId)}/Message/`,
    headers: {
      authorization: basicAuthorization(authId, credential(access, "authToken")),
      "content-type": "application/json",
    },
    body: JSON.stringify({ src: withoutPlus(from), dst: withoutPlus(to), text }),
  });
  return sentId(response.message_uuid);
}
