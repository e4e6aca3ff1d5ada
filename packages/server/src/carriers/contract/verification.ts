import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { RejectedWebhook, Verification, VerifyOptions } from "./carrier-door.ts";
import { isSameSecret } from "./signature.ts";

/** How far the time of a signed webhook may be from ours, in milliseconds. */
const clockToleranceMs = 5 * 60 * 1000;

export const rejected = (reason: RejectedWebhook): Verification => ({ isValid: false, reason });

/** Whether a time, in milliseconds, is so close to now that the request is no replay. NaN is not. */
export const isRecent = (sentAt: number, now: number): boolean => Math.abs(now - sentAt) <= clockToleranceMs;

/**
 * Checks a request with the current credentials and, if these do not verify it, with the former ones. Returns the first
 * success, else the result for the current credentials, or for the former ones where the current ones have no secret.
 */
export function verifyWithEach(
  { credentials }: VerifyOptions,
  verify: (credentials: CarrierCredentials) => Verification,
): Verification {
  let failure = rejected("unconfigured");
  for (const one of credentials) {
    const result = verify(one);
    if (result.isValid) return result;
    if (!failure.isValid && failure.reason === "unconfigured") failure = result;
  }
  return failure;
}

/** Checks the header `Authorization: Basic …`. */
export function verifyBasic(
  authorization: string | undefined,
  { user, password }: { readonly user: string; readonly password: string },
): Verification {
  const encoded = /^basic +([a-z0-9+/=]+) *$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return rejected("unsigned");
  const given = Buffer.from(encoded, "base64").toString("utf8");
  return isSameSecret(given, `${user}:${password}`) ? { isValid: true } : rejected("wrong");
}

/** Checks the secret in the path of a URL. */
export const verifyPathSecret = (given: string | undefined, expected: string): Verification => {
  if (given === undefined) return rejected("unsigned");
  return isSameSecret(given, expected) ? { isValid: true } : rejected("wrong");
};
