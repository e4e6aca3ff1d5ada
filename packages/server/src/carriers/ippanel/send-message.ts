import type { CarrierAccess, OutgoingMessage } from "../../core/telephony/carrier-client.ts";
import { objectOf, requestJson } from "../contract/carrier-api.ts";
import { sentId } from "../contract/sent-message.ts";
import { headersOf, urlOf } from "./api.ts";

/** https://github.com/ippanelcom/Edge-Document, docs/send/webservice.md */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const response = await requestJson(access, {
    method: "POST",
    url: urlOf(access, "send"),
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({
      ...{ sending_type: "webservice", from_number: from, message: text },
      params: { recipients: [to] },
    }),
  });
  return sentId(objectOf(response.data).message_outbox_ids);
}
