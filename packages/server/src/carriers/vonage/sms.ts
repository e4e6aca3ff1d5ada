import type { CarrierMessage } from "../../core/telephony/message.ts";
import {
  type SmsDoor,
  UnreadableWebhook,
  type Verification,
  type VerifyOptions,
} from "../contract/carrier-door.ts";
import { withPlus } from "../contract/endpoint.ts";
import { emptyResponse, type JsonFields, parseFields } from "../contract/json-body.ts";
import { rejected, verifyPathSecret, verifyWithEach } from "../contract/verification.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { bearerOf, verifyToken } from "./signed-token.ts";
import { verifyParameters } from "./sms-signature.ts";

/**
 * Messages of the SMS API, with its parameter `sig` or a secret in the path, and of the Messages API, with a token. The SMS
 * API signs only after Vonage's support has enabled it.
 */
export const vonageSms: SmsDoor = {
  hasPathSecret: true,
  verify,
  parse: (request) => toMessages(parseFields(request)),
  renderReceived: () => emptyResponse,
};

/** A request that has a signature must have the right one; one without is verified by the secret in its path. */
function verify(request: WebhookRequest, options: VerifyOptions): Verification | Promise<Verification> {
  if (bearerOf(request) !== undefined) return verifyMessageToken(request, options);
  return verifyWithEach(options, ({ smsSignatureSecret, smsSignatureMethod, pathSecret }) => {
    if (pathSecret && request.pathSecret !== undefined)
      return verifyPathSecret(request.pathSecret, pathSecret);
    if (!smsSignatureSecret) return rejected(pathSecret ? "unsigned" : "unconfigured");
    const fields = readable(request);
    if (fields === undefined) return rejected("unsigned");
    const { now } = options;
    return verifyParameters(fields, { secret: smsSignatureSecret, method: smsSignatureMethod, now });
  });
}

/**
 * The token signs the body, which a GET does not have. Without the nonce: whether a repeated message has another one is not
 * documented, and its id is remembered.
 */
async function verifyMessageToken(request: WebhookRequest, options: VerifyOptions): Promise<Verification> {
  if (request.method !== "POST") return rejected("unsigned");
  const result = await verifyToken(request, options);
  if (!result.isValid || result.sentAt === undefined) return result;
  return { isValid: true, sentAt: result.sentAt };
}

/** The signature is one of the fields. */
function readable(request: WebhookRequest): JsonFields | undefined {
  try {
    return parseFields(request);
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

function toMessages(fields: JsonFields): CarrierMessage[] {
  if (fields.text("message_uuid") !== undefined) return toMessagesApiMessages(fields);
  const type = fields.text("type");
  const isMessage = type === "text" || type === "unicode" || type === "binary";
  return isMessage ? [toMessage(fields, type)] : [];
}

/** A long message arrives as several, each with its own id. A binary message is hexadecimal. */
const toMessage = (fields: JsonFields, type: string): CarrierMessage => ({
  id: fields.required("messageId"),
  to: withPlus(fields.required("to")),
  from: withPlus(fields.text("msisdn") ?? ""),
  text: fields.text(type === "binary" ? "data" : "text") ?? "",
  mediaUrls: [],
});

/** https://developer.vonage.com/en/messages/concepts/inbound-message: other channels than these have no numbers. */
function toMessagesApiMessages(fields: JsonFields): CarrierMessage[] {
  const channel = fields.text("channel")?.toLowerCase() ?? "";
  // Reports on sent messages have a status.
  if (!["sms", "mms"].includes(channel) || fields.text("status") !== undefined) return [];
  const media = ["image", "vcard", "audio", "video", "file"].flatMap((kind) => fields.object(kind) ?? []);
  return [
    {
      id: fields.required("message_uuid"),
      to: withPlus(fields.required("to")),
      from: withPlus(fields.text("from") ?? ""),
      text: fields.text("text") ?? media.flatMap((it) => it.text("caption") ?? [])[0] ?? "",
      mediaUrls: media.flatMap((it) => it.text("url") ?? []),
    },
  ];
}
