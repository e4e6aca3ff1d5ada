import type { SmsDoor } from "../contract/carrier-door.ts";
import { readFields } from "../contract/fields.ts";
import { xmlResponse } from "../contract/response.ts";
import { receivedMessages } from "../contract/twiml-request.ts";
import { verifyTextGrid } from "./signature.ts";

/** Received messages, as forms or JSON. */
export const textgridSms: SmsDoor = {
  verify: verifyTextGrid,
  parse: (request) => receivedMessages(readFields(request)),
  renderReceived: () => xmlResponse(""),
};
