import { createHash, createHmac } from "node:crypto";

interface SignedRequest {
  readonly method: string;
  /** Without the host and the query. */
  readonly path: string;
  readonly contentType: string;
  /** As in the header `x-timestamp`. */
  readonly timestamp: string;
  /** Empty without one. */
  readonly body: string | Buffer;
}

/**
 * What an application's secret signs, in the requests to Sinch and in those from it:
 * https://developers.sinch.com/docs/voice/api-reference/authentication/signed-request/
 */
export function sinchSignature(
  { method, path, contentType, timestamp, body }: SignedRequest,
  secret: string,
): string {
  const digest = body.length === 0 ? "" : createHash("md5").update(body).digest("base64");
  const signed = [method, digest, contentType, `x-timestamp:${timestamp}`, path].join("\n");
  return createHmac("sha256", Buffer.from(secret, "base64")).update(signed).digest("base64");
}
