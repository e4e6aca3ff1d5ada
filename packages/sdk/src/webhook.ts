import { WhoselineError } from "./errors.ts";

/** Headers of a request: of `fetch`, of Node's `IncomingMessage`, or an object. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** The body as it arrived: its bytes, or its text. JSON that was parsed and serialized again has another signature. */
  readonly body: string | Uint8Array | ArrayBuffer;
  /** The secret of the endpoint, `whsec_…`; several while it is rotated. */
  readonly secret: string | readonly string[];
  /** How old or how far in the future the timestamp can be, in seconds. 300 by default. */
  readonly toleranceSeconds?: number | undefined;
  /** The present time in milliseconds since 1970: for tests. */
  readonly now?: number | undefined;
}

/** A webhook whose signature is valid. */
export interface VerifiedWebhook<Payload> {
  /** The same in every attempt to deliver it: an id that was processed can be skipped. */
  readonly id: string;
  readonly timestamp: Date;
  readonly payload: Payload;
}

/**
 * Verifies a webhook of Whoseline, signed as Standard Webhooks 1.0 define it, and returns its content. Throws a
 * WhoselineError with the code `webhook_headers_missing`, `webhook_timestamp_invalid`, `webhook_signature_invalid`,
 * `webhook_payload_invalid`, or `invalid_argument` for a secret that is none.
 */
export async function verifyWebhook<Payload = unknown>(
  request: WebhookRequest,
): Promise<VerifiedWebhook<Payload>> {
  const id = header(request.headers, "webhook-id");
  const seconds = header(request.headers, "webhook-timestamp");
  const signatures = header(request.headers, "webhook-signature");
  const timestamp = checkedTimestamp(seconds, request);
  const body = bytesOf(request.body);
  const signed = concat(bytesOf(`${id}.${seconds}.`), body);
  const secrets = typeof request.secret === "string" ? [request.secret] : request.secret;
  if (!(await isSigned(signed, signatures, secrets)))
    throw failure("webhook_signature_invalid", "No signature of the webhook was made with the secret.");
  return { id, timestamp, payload: parsePayload(body) as Payload };
}

function header(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : ofRecord(headers, name);
  if (typeof value === "string" && value !== "") return value;
  throw failure("webhook_headers_missing", `The request has no header ${name}.`);
}

function ofRecord(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return Array.isArray(value) ? value.join(" ") : value;
}

function checkedTimestamp(
  seconds: string,
  { toleranceSeconds = 300, now = Date.now() }: WebhookRequest,
): Date {
  const timestamp = /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : Number.NaN;
  if (Math.abs(now - timestamp) <= toleranceSeconds * 1000) return new Date(timestamp);
  throw failure(
    "webhook_timestamp_invalid",
    `The timestamp of the webhook is not within ${toleranceSeconds} seconds of the present time: it may be a replay, or a clock is wrong.`,
  );
}

/** Compares every signature with every secret. WebCrypto compares in constant time. */
async function isSigned(signed: Bytes, signatures: string, secrets: readonly string[]): Promise<boolean> {
  let isValid = false;
  for (const secret of secrets) {
    const key = await importKey(secret);
    for (const signature of signatures.split(" ")) {
      const mac = signature.startsWith("v1,") ? fromBase64(signature.slice(3)) : undefined;
      if (mac !== undefined && (await crypto.subtle.verify("HMAC", key, mac, signed))) isValid = true;
    }
  }
  return isValid;
}

function importKey(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ""));
  if (bytes === undefined || bytes.length === 0)
    throw failure("invalid_argument", "secret must be whsec_ and base64.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

type Bytes = Uint8Array<ArrayBuffer>;

function fromBase64(text: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function bytesOf(body: string | Uint8Array | ArrayBuffer): Bytes {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

function concat(a: Bytes, b: Bytes): Bytes {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function parsePayload(body: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw failure("webhook_payload_invalid", "The body of the webhook is not JSON.");
  }
}

const failure = (code: string, message: string): WhoselineError => new WhoselineError({ code, message });
