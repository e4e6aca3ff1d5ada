import {
  type CarrierAccess,
  CarrierFailure,
  type OutgoingMessage,
} from "../../core/telephony/carrier-client.ts";
import { apiBase, credential, formOf, objectOf, requestJson, rowsOf } from "../contract/carrier-api.ts";
import { withoutPlus } from "../contract/endpoint.ts";
import { sentId } from "../contract/sent-message.ts";

/** https://developer.vonage.com/en/messaging/sms/guides/troubleshooting-sms */
const reasons: Readonly<Record<string, CarrierFailure["reason"]>> = {
  1: "limited",
  4: "unauthorized",
  5: "unreachable",
};

/** https://developer.vonage.com/en/api/sms. Errors have the HTTP status 200, and another status in the response. */
export async function sendMessage(
  access: CarrierAccess,
  { from, to, text }: OutgoingMessage,
): Promise<string> {
  const { contentType, body } = formOf({
    api_key: credential(access, "apiKey"),
    api_secret: credential(access, "apiSecret"),
    from: withoutPlus(from),
    to: withoutPlus(to),
    text,
    type: isBasicLatin(text) ? "text" : "unicode",
  });
  const response = await requestJson(access, {
    method: "POST",
    url: `${apiBase(access, "https://rest.nexmo.com")}/sms/json`,
    headers: { "content-type": contentType },
    body,
  });
  const sent = objectOf(rowsOf(response.messages)[0]);
  const status = String(sent.status);
  if (status === "0") return sentId(sent["message-id"]);
  throw new CarrierFailure(reasons[status] ?? "refused", `Vonage answered with the status ${status}.`);
}

/** What surely needs no Unicode. */
const isBasicLatin = (text: string): boolean => /^[\n\r -_a-z]*$/.test(text);
