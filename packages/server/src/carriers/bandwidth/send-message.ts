import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";

/** https://dev.bandwidth.com/docs/messaging/createMessage. The number must belong to the application. */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const base = `${apiBase(access, "https://messaging.bandwidth.com")}/api/v2/users`;
  const response = await requestJson(access, {
    method: "POST",
    url: `${base}/${encodeURIComponent(credential(access, "accountId"))}/messages`,
    headers: {
      authorization: basicAuthorization(credential(access, "apiUser"), credential(access, "apiPassword")),
      "content-type": "application/json",
    },
    body: JSON.stringify({
      applicationId: credential(access, "messagingApplicationId"),
      ...{ from, to: [to], text },
    }),
  });
  return sentId(response.id);
}
