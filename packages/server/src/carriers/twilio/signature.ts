import { createHash } from "node:crypto";
import { parse, stringify } from "node:querystring";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import { UnreadableWebhook, type Verification, type VerifyOptions } from "../contract/carrier-door.ts";
import { formFields, isForm } from "../contract/fields.ts";
import { hmac, isSameSignature } from "../contract/signature.ts";
import { header, type WebhookRequest } from "../contract/webhook-request.ts";

/**
 * Verifies `X-Twilio-Signature`: the HMAC of the URL and the sorted fields of the form, with the auth token and SHA-1, or
 * with a shared key and SHA-256 when `X-Twilio-Webhooks-Signature-Settings` names it. The scheme has no time.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function verifyTwilio(request: WebhookRequest, { credentials }: VerifyOptions): Verification {
  const keys = signingKeys(request, credentials);
  if (keys === undefined) return { isValid: false, reason: "wrong" };
  if (keys.length === 0) return { isValid: false, reason: "unconfigured" };
  const signature = header(request, "x-twilio-signature");
  if (!signature) return { isValid: false, reason: "unsigned" };
  const fields = signedFields(request);
  if (fields === undefined) return { isValid: false, reason: "wrong" };
  for (const url of signedUrls(request))
    for (const { hash, key } of keys)
      if (isSameSignature(signature, hmac(hash, key, url + fields))) return { isValid: true };
  return { isValid: false, reason: "wrong" };
}

interface SigningKey {
  readonly hash: "sha1" | "sha256";
  readonly key: string;
}

/** The keys that may have signed, the current first; undefined for an algorithm that is not accepted. */
function signingKeys(
  request: WebhookRequest,
  credentials: readonly CarrierCredentials[],
): readonly SigningKey[] | undefined {
  const settings = signatureSettings(header(request, "x-twilio-webhooks-signature-settings"));
  if (settings === undefined)
    return credentials.flatMap(({ authToken }) => (authToken ? [{ hash: "sha1", key: authToken }] : []));
  // The header is not signed: SHA-1 must not be chosen by it.
  if (settings.algorithm !== "HMAC_SHA256") return undefined;
  return credentials.flatMap(({ sharedKeyId, sharedKey }) =>
    sharedKey && sharedKeyId === settings.key ? [{ hash: "sha256", key: sharedKey }] : [],
  );
}

/** Reads `key=<id>,algorithm=HMAC_SHA256`; undefined when the auth token signs. */
function signatureSettings(
  text: string | undefined,
): { key: string | undefined; algorithm: string | undefined } | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const settings = new Map(
    text.split(",").map((part) => {
      const [name = "", value = ""] = part.split(/=(.*)/s);
      return [name.trim(), value.trim()] as const;
    }),
  );
  return { key: settings.get("key"), algorithm: settings.get("algorithm")?.toUpperCase() };
}

/** What is signed after the URL; undefined for a body that the signature does not cover. */
function signedFields(request: WebhookRequest): string | undefined {
  if (request.method === "GET") return "";
  const hash = request.query === "" ? null : new URLSearchParams(request.query).get("bodySHA256");
  if (hash !== null) return isSameSignature(hash, sha256(request.body)) ? "" : undefined;
  if (request.body.length === 0) return "";
  return isForm(request) ? sortedFields(request) : undefined;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Every name followed by its values, which are sorted and listed once. */
function sortedFields(request: WebhookRequest): string | undefined {
  try {
    const fields = formFields(request);
    let text = "";
    for (const name of [...fields.keys()].sort()) text += namedValues(name, fields.get(name) ?? []);
    return text;
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

function namedValues(name: string, values: readonly string[]): string {
  if (values.length === 1) return name + values[0];
  const sorted = [...new Set(values)].sort();
  return sorted.map((value) => name + value).join("");
}

/**
 * The spellings of the URL that Twilio signs: without the port or with it, and with the query escaped in two other ways.
 * The same six as `validateRequest` of the vendor's library 6.3.1, in its order.
 */
function* signedUrls({ url, query }: WebhookRequest): Generator<string> {
  yield withoutPort(url);
  yield withPort(url);
  if (query === "") return;
  const normalized = new URL(url).toString();
  const escaped = [withoutPort(normalized), withPort(normalized)];
  yield* escaped;
  yield* escaped.map(withLegacyQuery);
}

/** The port is what follows the last colon of the authority; an IPv6 address ends with a bracket. */
const authority =
  /^(?<scheme>[a-z][a-z\d+.-]*:\/\/)(?<host>(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:]*))(?<port>:\d*)?/i;

const withoutPort = (url: string): string => url.replace(authority, "$<scheme>$<host>");

const withPort = (url: string): string =>
  url.replace(authority, (...match) => {
    const { scheme, host, port } = match.at(-1) as Record<"scheme" | "host" | "port", string | undefined>;
    return `${scheme}${host}${port ?? (scheme?.toLowerCase() === "https://" ? ":443" : ":80")}`;
  });

function withLegacyQuery(url: string): string {
  const at = url.indexOf("?");
  return at < 0 || at === url.length - 1 ? url : `${url.slice(0, at)}?${stringify(parse(url.slice(at + 1)))}`;
}
