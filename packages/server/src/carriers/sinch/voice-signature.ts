import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { Verification, VerifyOptions } from "../contract/carrier-door.ts";
import { isSameSecret } from "../contract/signature.ts";
import { isRecent, rejected, verifyBasic, verifyWithEach } from "../contract/verification.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";
import { sinchSignature } from "./signed-request.ts";

/**
 * https://developers.sinch.com/docs/voice/api-reference/authentication/callback-signed-request, or Basic authentication with
 * the application's key and secret.
 */
export const verifySinchVoice = (request: WebhookRequest, options: VerifyOptions): Verification =>
  verifyWithEach(options, (credentials) => verifyWith(request, credentials, options.now));

function verifyWith(request: WebhookRequest, credentials: CarrierCredentials, now: number): Verification {
  const { applicationKey: key, applicationSecret: secret } = credentials;
  if (!key || !secret) return rejected("unconfigured");
  const authorization = header(request, "authorization");
  const given = /^application +([^:\s]+):(\S+)$/i.exec(authorization ?? "");
  if (given === null) return verifyBasic(authorization, { user: key, password: secret });
  const [, givenKey = "", signature = ""] = given;
  const timestamp = header(request, "x-timestamp");
  if (timestamp === undefined) return rejected("unsigned");
  const { method, body } = request;
  const contentType = header(request, "content-type") ?? "";
  const expected = sinchSignature({ method, path: pathOf(request), contentType, timestamp, body }, secret);
  if (!isSameSecret(`${givenKey}:${signature}`, `${key}:${expected}`)) return rejected("wrong");
  const sentAt = toMs(timestamp);
  return isRecent(sentAt, now) ? { isValid: true, sentAt } : rejected("expired");
}

/** Without the host and the query. */
const pathOf = ({ url }: WebhookRequest): string =>
  url.replace(/^[a-z]+:\/\/[^/?]*/i, "").replace(/\?.*$/s, "");

/** The time has up to seven decimals, and is in UTC also without a Z. */
const toMs = (timestamp: string): number => {
  const [, seconds, decimals = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z?$/.exec(timestamp) ?? [];
  return seconds === undefined ? Number.NaN : Date.parse(`${seconds}${decimals.slice(0, 4)}Z`);
};
