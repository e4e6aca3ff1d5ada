import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Verification, VerifyOptions } from "../contract/carrier-door.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

const toleranceSeconds = 300;

/**
 * Verifies `telnyx-signature-ed25519` over the time, "|" and the body. Only of a POST: what is signed of a GET is not
 * documented. https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks
 */
export function verifyTelnyx(request: WebhookRequest, { credentials, now }: VerifyOptions): Verification {
  const keys = credentials
    .map(({ publicKey }) => readPublicKey(publicKey))
    .filter((key) => key !== undefined);
  if (keys.length === 0) return { isValid: false, reason: "unconfigured" };
  const signature = header(request, "telnyx-signature-ed25519");
  const time = header(request, "telnyx-timestamp");
  if (!signature || !time || request.method !== "POST") return { isValid: false, reason: "unsigned" };
  const signed = Buffer.concat([Buffer.from(`${time}|`), request.body]);
  const bytes = Buffer.from(signature, "base64");
  if (!/^\d{1,12}$/.test(time) || !keys.some((key) => verify(null, signed, key, bytes)))
    return { isValid: false, reason: "wrong" };
  return Math.abs(Math.floor(now / 1000) - Number(time)) <= toleranceSeconds
    ? { isValid: true, sentAt: Number(time) * 1000 }
    : { isValid: false, reason: "expired" };
}

/** What precedes the 32 bytes of an Ed25519 key in SPKI: RFC 8410, section 4. */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** The key as Mission Control shows it: 32 bytes in base64. */
function readPublicKey(text: string | undefined): KeyObject | undefined {
  const bytes = Buffer.from(text ?? "", "base64");
  return bytes.length === 32
    ? createPublicKey({ key: Buffer.concat([spkiPrefix, bytes]), format: "der", type: "spki" })
    : undefined;
}
