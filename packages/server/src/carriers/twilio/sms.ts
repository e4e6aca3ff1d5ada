import type { SmsDoor } from "../contract/carrier-door.ts";
import { readFields } from "../contract/fields.ts";
import { xmlResponse } from "../contract/response.ts";
import { receivedMessages } from "../contract/twiml-request.ts";
import { verifyTwilio } from "./signature.ts";

/** Received messages: https://www.twilio.com/docs/messaging/guides/webhook-request */
export const twilioSms: SmsDoor = {
  verify: verifyTwilio,
  parse: (request) => receivedMessages(readFields(request)),
  renderReceived: () => xmlResponse(""),
};
