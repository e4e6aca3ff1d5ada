import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { SmsDoor } from "../contract/carrier-door.ts";
import { withPlus } from "../contract/endpoint.ts";
import { numberedFields, readFields, requiredField } from "../contract/fields.ts";
import { xmlResponse } from "../contract/response.ts";
import { field, header, type WebhookRequest } from "../contract/webhook-request.ts";
import { verifyPlivoV2, verifyPlivoV3 } from "./signature.ts";

/** Received messages: https://www.plivo.com/docs/messaging/concepts/receive-messages */
export const plivoSms: SmsDoor = {
  verify: (request, options) =>
    (header(request, "x-plivo-signature-v3-nonce") ? verifyPlivoV3 : verifyPlivoV2)(request, options),
  parse,
  renderReceived: () => xmlResponse(""),
};

function parse(request: WebhookRequest): readonly CarrierMessage[] {
  const fields = readFields(request);
  // A report on a message that was sent.
  if (field(fields, "Status") !== undefined) return [];
  return [
    {
      id: requiredField(fields, "MessageUUID"),
      to: withPlus(requiredField(fields, "To")),
      from: withPlus(field(fields, "From") ?? ""),
      text: field(fields, "Text") ?? field(fields, "Body") ?? "",
      mediaUrls: numberedFields(fields, "Media", field(fields, "MediaCount")),
    },
  ];
}
