import { createHash } from "node:crypto";
import { errors, type JWTPayload, jwtVerify } from "jose";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { Verification, VerifyOptions } from "../contract/carrier-door.ts";
import { isRecent, rejected } from "../contract/verification.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/** The token of a signed webhook; undefined without one. */
export const bearerOf = (request: WebhookRequest): string | undefined =>
  /^bearer +(\S+)$/i.exec(header(request, "authorization") ?? "")?.[1];

/** https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks */
export async function verifyToken(request: WebhookRequest, options: VerifyOptions): Promise<Verification> {
  const token = bearerOf(request);
  const signed = options.credentials.filter(({ signatureSecret }) => signatureSecret);
  if (signed.length === 0) return rejected("unconfigured");
  if (token === undefined) return rejected("unsigned");
  for (const credentials of signed) {
    const claims = await claimsOf(token, credentials.signatureSecret ?? "", options.now);
    if (claims !== undefined) return check(claims, request, credentials, options.now);
  }
  return rejected("wrong");
}

/** Undefined when the secret has not signed the token. */
async function claimsOf(token: string, secret: string, now: number): Promise<JWTPayload | undefined> {
  try {
    const key = new TextEncoder().encode(secret);
    return (await jwtVerify(token, key, { algorithms: ["HS256"], currentDate: new Date(now) })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** The token has no expiry, so that its age is limited here. */
function check(
  claims: JWTPayload,
  { method, body }: WebhookRequest,
  { apiKey, applicationId }: CarrierCredentials,
  now: number,
): Verification {
  const isOfOther = (claim: unknown, expected: string | undefined) => Boolean(expected) && claim !== expected;
  if (isOfOther(claims.api_key, apiKey) || isOfOther(claims.application_id, applicationId))
    return rejected("wrong");
  // What a GET signs is not documented.
  if (method === "POST" && claims.payload_hash !== createHash("sha256").update(body).digest("hex"))
    return rejected("wrong");
  const sentAt = (claims.iat ?? Number.NaN) * 1000;
  if (!isRecent(sentAt, now)) return rejected("expired");
  return { isValid: true, sentAt, ...(claims.jti === undefined ? {} : { nonce: claims.jti }) };
}
