import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";

/** https://developers.sinch.com/docs/sms/api-reference/sms/batches; an account of another region has its base. */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const base = `${apiBase(access, "https://us.sms.api.sinch.com")}/xms/v1`;
  const response = await requestJson(access, {
    method: "POST",
    url: `${base}/${encodeURIComponent(credential(access, "servicePlanId"))}/batches`,
    headers: {
      authorization: `Bearer ${credential(access, "smsToken")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ type: "mt_text", from, to: [to], body: text }),
  });
  return sentId(response.id);
}
