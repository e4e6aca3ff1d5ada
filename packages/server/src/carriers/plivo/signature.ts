import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import { UnreadableWebhook, type Verification, type VerifyOptions } from "../contract/carrier-door.ts";
import { formFields } from "../contract/fields.ts";
import { parseForm } from "../contract/form.ts";
import { hmac, isSameSignature } from "../contract/signature.ts";
import { type FormFields, header, type WebhookRequest } from "../contract/webhook-request.ts";

/**
 * Verifies `X-Plivo-Signature-V3`: the HMAC with SHA-256 of the URL, the sorted fields and a nonce, with the auth token of the
 * account, or in `-Ma-V3` that of the main account. The nonce is accepted once.
 * https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export function verifyPlivoV3(request: WebhookRequest, options: VerifyOptions): Verification {
  return verify(request, options, "V3", (nonce) => {
    const text = signedText(request);
    return text === undefined ? undefined : `${text}.${nonce}`;
  });
}

/** Verifies `X-Plivo-Signature-V2`, which messages have: of the URL and a nonce. It does not cover the body. */
export function verifyPlivoV2(request: WebhookRequest, options: VerifyOptions): Verification {
  return verify(request, options, "V2", (nonce) => withoutQuery(request.url) + nonce);
}

function verify(
  request: WebhookRequest,
  { credentials }: VerifyOptions,
  version: "V2" | "V3",
  signed: (nonce: string) => string | undefined,
): Verification {
  const signatures = signaturesOf(request, version.toLowerCase());
  const keys = signatures.flatMap(({ field, values }) =>
    credentials.flatMap((it) => (it[field] ? [{ key: it[field], values }] : [])),
  );
  if (!credentials.some(({ authToken, mainAuthToken }) => authToken || mainAuthToken))
    return { isValid: false, reason: "unconfigured" };
  const nonce = header(request, `x-plivo-signature-${version.toLowerCase()}-nonce`);
  if (signatures.length === 0 || !nonce) return { isValid: false, reason: "unsigned" };
  const text = signed(nonce);
  const isValid =
    text !== undefined &&
    keys.some(({ key, values }) => {
      const expected = hmac("sha256", key, text);
      return values.some((value) => isSameSignature(value, expected));
    });
  return isValid ? { isValid, nonce } : { isValid, reason: "wrong" };
}

interface Signatures {
  /** The credential that signs. */
  readonly field: keyof CarrierCredentials & ("authToken" | "mainAuthToken");
  readonly values: readonly string[];
}

/** A header can contain several signatures, of the tokens during a rotation. */
function signaturesOf(request: WebhookRequest, version: string): readonly Signatures[] {
  const read = (name: string) =>
    (header(request, name) ?? "")
      .split(",")
      .map((it) => it.trim())
      .filter(Boolean);
  return [
    { field: "authToken" as const, values: read(`x-plivo-signature-${version}`) },
    { field: "mainAuthToken" as const, values: read(`x-plivo-signature-ma-${version}`) },
  ].filter(({ values }) => values.length > 0);
}

/** What version 3 signs before the nonce; undefined for what cannot be read. */
function signedText(request: WebhookRequest): string | undefined {
  try {
    const query = sorted(parseForm(request.query), "=", "&");
    const body = request.method === "GET" ? "" : sorted(formFields(request), "", "");
    const url = withoutQuery(request.url);
    if (query === "" && body === "") return url;
    return `${url}?${query}${query !== "" && body !== "" ? "." : ""}${body}`;
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

const withoutQuery = (url: string): string => url.split("?", 1)[0] ?? url;

/** Sorted by name, and the values of a name sorted. */
const sorted = (fields: FormFields, assignment: string, separator: string): string =>
  [...fields.keys()]
    .sort()
    .flatMap((name) => [...(fields.get(name) ?? [])].sort().map((value) => name + assignment + value))
    .join(separator);
