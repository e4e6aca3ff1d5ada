import { UnreadableWebhook, type Verification, type VerifyOptions } from "../contract/carrier-door.ts";
import { bodyText } from "../contract/fields.ts";
import { hmac, isSameSignature } from "../contract/signature.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/**
 * Verifies `X-TextGrid-Signature`: the HMAC with SHA-1 of the URL and the unsorted body, with the account's webhook secret.
 * The scheme has no time. TextGrid publishes no documentation; several receivers in use agree on this.
 */
export function verifyTextGrid(request: WebhookRequest, { credentials }: VerifyOptions): Verification {
  const secrets = credentials.flatMap(({ webhookSecret }) => webhookSecret || []);
  if (secrets.length === 0) return { isValid: false, reason: "unconfigured" };
  const signature = header(request, "x-textgrid-signature");
  if (!signature) return { isValid: false, reason: "unsigned" };
  const text = signedText(request);
  const isValid =
    text !== undefined && secrets.some((secret) => isSameSignature(signature, hmac("sha1", secret, text)));
  return isValid ? { isValid } : { isValid, reason: "wrong" };
}

/** Undefined for a body that is no text. */
function signedText(request: WebhookRequest): string | undefined {
  try {
    return request.url + withoutUnicode(bodyText(request));
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

/** TextGrid signs `\u00e9` for "é", and two of these for a character beyond 16 bits. */
const withoutUnicode = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
