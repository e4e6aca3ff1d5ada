import { createHmac } from "node:crypto";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { SmsDoor, Verification } from "../contract/carrier-door.ts";
import { withPlus } from "../contract/endpoint.ts";
import { type JsonFields, jsonResponse, parseJsonBody } from "../contract/json-body.ts";
import { isSameSecret } from "../contract/signature.ts";
import {
  isRecent,
  rejected,
  verifyBasic,
  verifyPathSecret,
  verifyWithEach,
} from "../contract/verification.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/** Sinch signs nothing by default: a signature and Basic authentication are set up by its account manager. */
export const sinchSms: SmsDoor = {
  hasPathSecret: true,
  verify: (request, options) =>
    verifyWithEach(options, (credentials) => verifyWith(request, credentials, options.now)),
  parse: (request) => toMessages(parseJsonBody(request)),
  renderReceived: ([first]) =>
    jsonResponse(first === undefined ? {} : { message: "Webhook received", messageId: first.id }),
};

/** Of the schemes that the account has secrets for, one has to verify the request. */
function verifyWith(request: WebhookRequest, credentials: CarrierCredentials, now: number): Verification {
  const { smsWebhookSecret, smsUser, smsPassword, pathSecret } = credentials;
  const results: Verification[] = [];
  if (smsWebhookSecret) results.push(verifySignature(request, smsWebhookSecret, now));
  if (smsUser && smsPassword)
    results.push(verifyBasic(header(request, "authorization"), { user: smsUser, password: smsPassword }));
  if (pathSecret) results.push(verifyPathSecret(request.pathSecret, pathSecret));
  const isUnsigned = (it: Verification) => !it.isValid && it.reason === "unsigned";
  return (
    results.find((it) => it.isValid) ??
    results.find((it) => !isUnsigned(it)) ??
    results[0] ??
    rejected("unconfigured")
  );
}

/** https://github.com/sinch/sinch-sdk-node, `validateWebhookSignature`: the algorithm is the only one that it has. */
function verifySignature(request: WebhookRequest, secret: string, now: number): Verification {
  const given = header(request, "x-sinch-webhook-signature");
  const nonce = header(request, "x-sinch-webhook-signature-nonce");
  const timestamp = header(request, "x-sinch-webhook-signature-timestamp");
  if (given === undefined || nonce === undefined || timestamp === undefined) return rejected("unsigned");
  const algorithm = header(request, "x-sinch-webhook-signature-algorithm") ?? "HmacSHA256";
  if (algorithm !== "HmacSHA256") return rejected("wrong");
  const signer = createHmac("sha256", secret).update(request.body).update(`.${nonce}.${timestamp}`);
  if (!isSameSecret(given, signer.digest("base64"))) return rejected("wrong");
  const sentAt = Number(timestamp) * 1000;
  // No nonce is returned: a repeated webhook is recognized by the id of its message.
  return isRecent(sentAt, now) ? { isValid: true, sentAt } : rejected("expired");
}

function toMessages(fields: JsonFields): CarrierMessage[] {
  const content = contentOf(fields);
  if (content === undefined) return [];
  const to = withPlus(fields.required("to"));
  return [{ id: fields.required("id"), to, from: withPlus(fields.text("from") ?? ""), ...content }];
}

/** Undefined for reports of delivery and other events. A binary message is base64. */
function contentOf(fields: JsonFields): Pick<CarrierMessage, "text" | "mediaUrls"> | undefined {
  switch (fields.required("type")) {
    case "mo_text":
    case "mo_binary":
      return { text: fields.text("body") ?? "", mediaUrls: [] };
    case "mo_media": {
      const body = fields.object("body");
      const texts = [body?.text("subject"), body?.text("message")].filter((it) => it !== undefined);
      const mediaUrls = body?.objects("media").flatMap((media) => media.text("url") ?? []) ?? [];
      return { text: texts.join("\n"), mediaUrls };
    }
    default:
      return undefined;
  }
}
