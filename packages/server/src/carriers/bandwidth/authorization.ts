import type { Verification, VerifyOptions } from "../contract/carrier-door.ts";
import { isSameSecret } from "../contract/signature.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/**
 * Compares the user name and password that the application, and the documents of its calls, name. Bandwidth signs nothing.
 * https://dev.bandwidth.com/docs/account/applications
 */
export function verifyBandwidth(request: WebhookRequest, { credentials }: VerifyOptions): Verification {
  const accepted = credentials.flatMap(({ webhookUser, webhookPassword }) =>
    webhookUser && webhookPassword ? [`${webhookUser}:${webhookPassword}`] : [],
  );
  if (accepted.length === 0) return { isValid: false, reason: "unconfigured" };
  const encoded = /^basic +(?<encoded>[A-Za-z\d+/]+={0,2})$/i.exec(header(request, "authorization") ?? "");
  if (encoded === null) return { isValid: false, reason: "unsigned" };
  const received = Buffer.from(encoded.groups?.encoded ?? "", "base64").toString();
  // Every one is compared, so that the time does not tell which one was meant.
  const isValid = accepted.map((it) => isSameSecret(received, it)).includes(true);
  return isValid ? { isValid } : { isValid, reason: "wrong" };
}
