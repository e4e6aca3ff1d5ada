import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential, objectOf, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";

/** https://github.com/ippanelcom/Edge-Document, docs/send/webservice.md */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const response = await requestJson(access, {
    method: "POST",
    url: `${apiBase(access, "https://edge.ippanel.com")}/v1/api/send`,
    headers: { authorization: credential(access, "token"), "content-type": "application/json" },
    body: JSON.stringify({
      ...{ sending_type: "webservice", from_number: from, message: text },
      params: { recipients: [to] },
    }),
  });
  return sentId(objectOf(response.data).message_outbox_ids);
}
