import { createHash, createHmac } from "node:crypto";
import type { Verification } from "../contract/carrier-door.ts";
import type { JsonFields } from "../contract/json-body.ts";
import { isSameSecret } from "../contract/signature.ts";
import { rejected } from "../contract/verification.ts";

interface SmsSignature {
  readonly secret: string;
  /** One of `smsSignatureMethods`; the first of them by default. */
  readonly method: string | undefined;
  readonly now: number;
}

/** The algorithms that can be chosen in Vonage's dashboard: the digest of the text and the secret, or an HMAC. */
const hmacs = ["md5", "sha1", "sha256", "sha512"];

/**
 * A message that was not accepted is sent again for 24 hours, with its first time. Repeated messages are recognized by their
 * ids, so that an older one is no danger.
 */
const ageMaxMs = 25 * 60 * 60 * 1000;

/** https://developer.vonage.com/en/getting-started/concepts/signing-messages */
export function verifyParameters(fields: JsonFields, { secret, method, now }: SmsSignature): Verification {
  const given = fields.text("sig");
  if (given === undefined) return rejected("unsigned");
  const expected = signatureOf(fields, secret, method ?? "md5hash");
  if (expected === undefined) return rejected("unconfigured");
  if (!isSameSecret(given.toLowerCase(), expected)) return rejected("wrong");
  const timestamp = fields.text("timestamp");
  if (timestamp === undefined) return { isValid: true };
  const sentAt = Number(timestamp) * 1000;
  return Math.abs(now - sentAt) <= ageMaxMs ? { isValid: true, sentAt } : rejected("expired");
}

/** In lower-case hexadecimal; undefined for an unknown method. */
function signatureOf(fields: JsonFields, secret: string, method: string): string | undefined {
  const signed = fields.texts
    .filter(([name]) => name !== "sig")
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, "_")}`)
    .join("");
  if (method === "md5hash")
    return createHash("md5")
      .update(signed + secret)
      .digest("hex");
  return hmacs.includes(method) ? createHmac(method, secret).update(signed).digest("hex") : undefined;
}
