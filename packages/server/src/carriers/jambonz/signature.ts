import { createHmac } from "node:crypto";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { Verification, VerifyOptions } from "../contract/carrier-door.ts";
import { isSameSecret } from "../contract/signature.ts";
import { isRecent, rejected, verifyBasic, verifyWithEach } from "../contract/verification.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/**
 * The header `Jambonz-Signature`, as https://github.com/jambonz/jambonz-feature-server writes it in lib/utils/base-requestor.js:
 * `t=<seconds>,v1=<hex>`, an HMAC-SHA256 of the time, a dot and the body. Or Basic authentication, if only that is configured.
 */
export const verifyJambonz = (request: WebhookRequest, options: VerifyOptions): Verification =>
  verifyWithEach(options, (credentials) => verifyWith(request, credentials, options.now));

function verifyWith(request: WebhookRequest, credentials: CarrierCredentials, now: number): Verification {
  const { webhookSecret, webhookUser: user, webhookPassword: password } = credentials;
  if (webhookSecret) return verifySignature(request, webhookSecret, now);
  if (!user || !password) return rejected("unconfigured");
  return verifyBasic(header(request, "authorization"), { user, password });
}

function verifySignature(request: WebhookRequest, secret: string, now: number): Verification {
  const parts = /^t=(\d{1,12}),v1=([0-9a-f]+)$/.exec(header(request, "jambonz-signature") ?? "");
  // A GET signs parameters that its URL spells in another way.
  if (parts === null || request.method !== "POST") return rejected("unsigned");
  const [, timestamp = "", given = ""] = parts;
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(request.body).digest("hex");
  if (!isSameSecret(given, expected)) return rejected("wrong");
  const sentAt = Number(timestamp) * 1000;
  return isRecent(sentAt, now) ? { isValid: true, sentAt } : rejected("expired");
}
