import fc from "fast-check";
import {
  getExpectedBodyHash,
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import type { WebhookRequest } from "../../../src/carriers/contract/webhook-request.ts";
import { verifyTwilio } from "../../../src/carriers/twilio/signature.ts";
import type { CarrierCredentials } from "../../../src/core/telephony/carrier-client.ts";
import { formText, formType, webhook } from "../../helpers/carriers/webhook.ts";
import vectors from "../vectors.json" with { type: "json" };

const { token, params, cases, computedWithSdk6_3_1_HMAC_SHA256: sharedKeyCase } = vectors.twilio;
const url = "https://mycompany.com/myapp.php?foo=1&bar=2";

const verify = (request: WebhookRequest, ...credentials: readonly CarrierCredentials[]) =>
  verifyTwilio(request, { credentials, now: Date.now() });
const isValid = (request: WebhookRequest, ...credentials: readonly CarrierCredentials[]) =>
  verify(request, ...credentials).isValid;
const signed = (signature: string, others: Parameters<typeof webhook>[0]) =>
  webhook({ ...others, headers: { "X-Twilio-Signature": signature, ...others.headers } });

describe("the vendor's vectors", () => {
  test.each(cases)("$name", ({ url: signedUrl, signature, body }) => {
    const content =
      body === undefined ? { form: params } : { body, headers: { "content-type": "application/json" } };
    expect(isValid(signed(signature, { url: signedUrl, ...content }), { authToken: token })).toBe(true);
    expect(isValid(signed(signature, { url: signedUrl, ...content }), { authToken: "54321" })).toBe(false);
    expect(isValid(signed(signature, { url: `${signedUrl}x`, ...content }), { authToken: token })).toBe(
      false,
    );
  });

  test.each(cases.filter(({ body }) => body !== undefined))("$name refuses another body", (vector) => {
    const changed = signed(vector.signature, {
      url: vector.url,
      body: `${vector.body} `,
      headers: { "content-type": "application/json" },
    });
    expect(isValid(changed, { authToken: token })).toBe(false);
  });
});

describe("during a rotation", () => {
  const request = signed(cases[0]?.signature ?? "", { url, form: params });

  test("accepts the former auth token", () => {
    expect(isValid(request, { authToken: "new" }, { authToken: token })).toBe(true);
    expect(isValid(request, { authToken: "new" })).toBe(false);
  });

  test("refuses everything without an auth token", () => {
    expect(verify(request)).toEqual({ isValid: false, reason: "unconfigured" });
    expect(verify(request, { authToken: "" })).toEqual({ isValid: false, reason: "unconfigured" });
  });
});

test("distinguishes a missing signature from a wrong one", () => {
  const request = webhook({ url, form: params });
  expect(verify(request, { authToken: token })).toEqual({ isValid: false, reason: "unsigned" });
  expect(verify(signed("", { url, form: params }), { authToken: token })).toEqual({
    isValid: false,
    reason: "unsigned",
  });
  expect(verify(signed("x", { url, form: params }), { authToken: token })).toEqual({
    isValid: false,
    reason: "wrong",
  });
});

describe("what the signature does not cover", () => {
  const signature = getExpectedTwilioSignature(token, url, {});

  test.each([
    ["JSON", { json: { To: "+14165550100" } }],
    ["a body without a type", { body: "To=%2B14165550100" }],
    ["a form that is not UTF-8", { body: "To=%ff", headers: { "content-type": formType } }],
    ["a form of 10,000 fields", { body: "a=b&".repeat(10_000), headers: { "content-type": formType } }],
  ])("refuses %s", (_, content) => {
    expect(isValid(signed(signature, { url, ...content }), { authToken: token })).toBe(false);
  });

  test("accepts no body", () => {
    expect(isValid(signed(signature, { url }), { authToken: token })).toBe(true);
  });

  test("leaves the body of a GET out", () => {
    expect(isValid(signed(signature, { method: "GET", url }), { authToken: token })).toBe(true);
  });
});

describe("a shared key", () => {
  const credentials = { authToken: token, sharedKeyId: "webhooks_sharedkey_1", sharedKey: token };
  const settings = (text: string) => ({ "X-Twilio-Webhooks-Signature-Settings": text });
  const withSettings = (text: string, signature = sharedKeyCase.signature) =>
    signed(signature, { url: sharedKeyCase.url, form: params, headers: settings(text) });
  const named = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";

  test("verifies what it signed", () => {
    expect(isValid(withSettings(named), credentials)).toBe(true);
    expect(isValid(withSettings(" key = webhooks_sharedkey_1 , algorithm = hmac_sha256"), credentials)).toBe(
      true,
    );
  });

  test("is not used for what the auth token signed", () => {
    const request = signed(sharedKeyCase.signature, { url, form: params });
    expect(isValid(request, credentials)).toBe(false);
    expect(isValid(withSettings("", cases[0]?.signature), credentials)).toBe(true);
  });

  test.each([
    ["key=webhooks_sharedkey_1,algorithm=HMAC_SHA512"],
    ["key=webhooks_sharedkey_1,algorithm="],
    ["key=webhooks_sharedkey_1"],
    ["nonsense"],
  ])("refuses %s", (text) => {
    expect(verify(withSettings(text), credentials)).toEqual({ isValid: false, reason: "wrong" });
  });

  test("does not let the header choose SHA-1", () => {
    const sha1 = getExpectedTwilioSignature(token, url, params);
    const request = withSettings("key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", sha1);
    expect(verify(request, credentials)).toEqual({ isValid: false, reason: "wrong" });
  });

  test("is unconfigured when the account has another one, or none", () => {
    const unconfigured = { isValid: false, reason: "unconfigured" };
    expect(verify(withSettings("key=another,algorithm=HMAC_SHA256"), credentials)).toEqual(unconfigured);
    expect(verify(withSettings(named), { authToken: token })).toEqual(unconfigured);
  });
});

const names = fc.oneof(fc.constantFrom("Digits", "To", "a"), fc.stringMatching(/^[A-Za-z0-9_.]{1,12}$/));
const values = fc.oneof(fc.constantFrom("1234", "5678", ""), fc.string({ unit: "grapheme", maxLength: 40 }));
const forms = fc.array(fc.tuple(names, values), { maxLength: 12 });
const hosts = fc.constantFrom(
  "edge.example.com",
  "[2001:db8::1]",
  "user:pass@edge.example.com",
  "user@example.com",
);
const ports = fc.constantFrom("", ":443", ":80", ":8443");
const queries = fc.constantFrom("", "?a=1&b=%20x", "?q=It's", "?x=a@b:c", "?b=2&a=1&b=1");
const urls = fc
  .tuple(
    fc.constantFrom("https", "http"),
    hosts,
    ports,
    fc.stringMatching(/^(?:\/[a-z0-9]{1,8}){0,4}$/),
    queries,
  )
  .map(([scheme, host, port, path, query]) => `${scheme}://${host}${port}${path || "/"}${query}`);
const tokens = fc.string({ minLength: 1, maxLength: 40 });

const paramsOf = (form: readonly [string, string][]): Record<string, string[]> => {
  const lists = new Map<string, string[]>();
  for (const [name, value] of form) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
};
const algorithms = ["HMAC_SHA1", "HMAC_SHA256"] as const;
const credentialsOf = (key: string): CarrierCredentials => ({
  authToken: key,
  sharedKeyId: "k",
  sharedKey: key,
});
const settingsOf = (algorithm: string): Record<string, string> =>
  algorithm === "HMAC_SHA256"
    ? { "X-Twilio-Webhooks-Signature-Settings": `key=k,algorithm=${algorithm}` }
    : {};

describe("the vendor's library", () => {
  test("agrees on what is signed", () => {
    fc.assert(
      fc.property(tokens, urls, forms, fc.constantFrom(...algorithms), (key, at, form, algorithm) => {
        const signature = getExpectedTwilioSignature(key, at, paramsOf(form), algorithm);
        const request = signed(signature, { url: at, form, headers: settingsOf(algorithm) });
        const expected = validateRequest(key, signature, at, paramsOf(form), algorithm);
        expect(isValid(request, credentialsOf(key))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("agrees on what is changed", () => {
    const change = fc.constantFrom("signature", "url", "value", "name", "key", "port", "scheme");
    fc.assert(
      fc.property(tokens, urls, forms, change, (key, at, form, what) => {
        const signature = getExpectedTwilioSignature(key, at, paramsOf(form), "HMAC_SHA1");
        const sentForm: [string, string][] = [...form, ["z", what === "value" || what === "name" ? "1" : ""]];
        const sent = {
          signature: what === "signature" ? `${signature.slice(1)}A` : signature,
          url: changedUrl(at, what),
          form: what === "value" || what === "name" ? sentForm : form,
          key: what === "key" ? `${key}x` : key,
        };
        const request = signed(sent.signature, { url: sent.url, form: sent.form });
        const expected = validateRequest(sent.key, sent.signature, sent.url, paramsOf(sent.form));
        expect(isValid(request, { authToken: sent.key })).toBe(expected);
        if (what !== "port") expect(expected).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("agrees on bodies that are covered by their hash", () => {
    fc.assert(
      fc.property(tokens, fc.json(), fc.boolean(), (key, body, isChanged) => {
        const at = `https://edge.example.com/sms?bodySHA256=${getExpectedBodyHash(body)}`;
        const signature = getExpectedTwilioSignature(key, at, {});
        const sentBody = isChanged ? `${body} ` : body;
        const request = signed(signature, {
          url: at,
          body: sentBody,
          headers: { "content-type": "application/json" },
        });
        expect(validateRequestWithBody(key, signature, at, sentBody)).toBe(!isChanged);
        expect(isValid(request, { authToken: key })).toBe(!isChanged);
      }),
    );
  });

  test("agrees on names that objects have", () => {
    const form = [
      ["__proto__", "a"],
      ["constructor", "b"],
    ] as const;
    const body = formText(form);
    const signature = getExpectedTwilioSignature(token, url, Object.fromEntries(form));
    const request = signed(signature, { url, body, headers: { "content-type": formType } });
    expect(isValid(request, { authToken: token })).toBe(true);
  });
});

function changedUrl(at: string, what: string): string {
  if (what === "url") return at.replace(/\/\/.*?\//, (host) => `${host}other/`);
  if (what === "scheme")
    return at.startsWith("https:") ? at.replace("https:", "http:") : at.replace("http:", "https:");
  return what === "port" ? at.replace(/:\d+(?=\/)/, "") : at;
}
