import type { SmsDoor } from "../contract/carrier-door.ts";
import { readFields } from "../contract/fields.ts";
import { xmlResponse } from "../contract/response.ts";
import { messageOf } from "../contract/twiml-request.ts";
import { field } from "../contract/webhook-request.ts";
import { verifyTwilio } from "./signature.ts";

/** Received messages: https://www.twilio.com/docs/messaging/guides/webhook-request */
export const twilioSms: SmsDoor = {
  verify: verifyTwilio,
  parse(request) {
    const fields = readFields(request);
    // A report on a message that was sent has another status.
    const status = field(fields, "SmsStatus");
    return status === undefined || status === "received" ? [messageOf(fields)] : [];
  },
  renderReceived: () => xmlResponse(""),
};
