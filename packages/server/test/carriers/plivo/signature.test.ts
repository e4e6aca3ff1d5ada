import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyPlivoV2, verifyPlivoV3 } from "../../../src/carriers/plivo/signature.ts";
import { plivoSms } from "../../../src/carriers/plivo/sms.ts";
import { formText, formType, webhook } from "../../helpers/carriers/webhook.ts";
import vectors from "../vectors.json" with { type: "json" };

const { token, nonce, params, cases } = vectors.plivoV3;
const headersV3 = (signature: string, used = nonce) => ({
  "X-Plivo-Signature-V3": signature,
  "X-Plivo-Signature-V3-Nonce": used,
});

describe("version 3", () => {
  const request = ({ method, url, signature }: (typeof cases)[0], form: Record<string, string> = params) =>
    method === "GET"
      ? webhook({ method, url: `${url}&${formText(form)}`, headers: headersV3(signature) })
      : webhook({ url, form, headers: headersV3(signature) });
  const verify = (sent: ReturnType<typeof webhook>, ...credentials: Record<string, string>[]) =>
    verifyPlivoV3(sent, { credentials, now: 0 });

  test.each(cases)("verifies the vendor's vector of a $method", (vector) => {
    expect(verify(request(vector), { authToken: token })).toEqual({ isValid: true, nonce });
    expect(verify(request(vector), { authToken: "new" }, { authToken: token }).isValid).toBe(true);
    expect(verify(request(vector), { authToken: "other" })).toEqual({ isValid: false, reason: "wrong" });
    expect(verify(request(vector, { ...params, To: "1" }), { authToken: token }).isValid).toBe(false);
  });

  const [post] = cases as [(typeof cases)[0]];

  test("verifies one of several signatures", () => {
    const sent = request({ ...post, signature: `eA==, ${post.signature}` });
    expect(verify(sent, { authToken: token }).isValid).toBe(true);
  });

  test("verifies the main account's signature with its token only", () => {
    const sent = webhook({
      url: post.url,
      form: params,
      headers: {
        "X-Plivo-Signature-V3": "eA==",
        "X-Plivo-Signature-Ma-V3": post.signature,
        "X-Plivo-Signature-V3-Nonce": nonce,
      },
    });
    expect(verify(sent, { authToken: "sub", mainAuthToken: token }).isValid).toBe(true);
    expect(verify(sent, { authToken: token }).isValid).toBe(false);
  });

  test("distinguishes what is missing", () => {
    expect(verify(request(post))).toEqual({ isValid: false, reason: "unconfigured" });
    expect(verify(request(post), { authToken: "" })).toEqual({ isValid: false, reason: "unconfigured" });
    const unsigned = webhook({ url: post.url, form: params });
    expect(verify(unsigned, { authToken: token })).toEqual({ isValid: false, reason: "unsigned" });
    const withoutNonce = webhook({ url: post.url, form: params, headers: headersV3(post.signature, "") });
    expect(verify(withoutNonce, { authToken: token })).toEqual({ isValid: false, reason: "unsigned" });
  });

  test("refuses a form that cannot be read", () => {
    const body = "a=%ff";
    const sent = webhook({
      url: post.url,
      body,
      headers: { "content-type": formType, ...headersV3(post.signature) },
    });
    expect(verify(sent, { authToken: token })).toEqual({ isValid: false, reason: "wrong" });
  });

  test("covers the query, every field and the nonce", () => {
    const names = fc.oneof(fc.constantFrom("a", "To"), fc.stringMatching(/^[A-Za-z-]{1,8}$/));
    const fields = fc.array(fc.tuple(names, fc.string({ unit: "grapheme", maxLength: 20 })), {
      maxLength: 8,
    });
    const changes = fc.constantFrom("none", "query", "body", "nonce", "url", "token");
    fc.assert(
      fc.property(fields, fields, changes, (query, body, change) => {
        const url = "https://edge.example.com:8443/telephony/plivo/x/voice";
        const signature = createHmac("sha256", "secret")
          .update(`${signedText(url, query, body)}.n1`)
          .digest("base64");
        const more = (list: [string, string][], what: string): [string, string][] =>
          change === what ? [...list, ["zz", "1"]] : list;
        const text = formText(more(query, "query"));
        const sent = webhook({
          url: `${url}${change === "url" ? "x" : ""}${text === "" ? "" : `?${text}`}`,
          form: more(body, "body"),
          headers: headersV3(signature, change === "nonce" ? "n2" : "n1"),
        });
        const result = verify(sent, { authToken: change === "token" ? "other" : "secret" });
        expect(result.isValid).toBe(change === "none");
      }),
      { numRuns: 500 },
    );
  });
});

/** Written after the vendor's description, independently of the source. */
function signedText(url: string, query: [string, string][], body: [string, string][]): string {
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const order = (list: [string, string][]) =>
    list.toSorted(([a, b], [c, d]) => (a === c ? compare(b, d) : compare(a, c)));
  const inUrl = order(query)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const inBody = order(body)
    .map(([name, value]) => `${name}${value}`)
    .join("");
  if (query.length + body.length === 0) return url;
  if (body.length === 0) return `${url}?${inUrl}`;
  return query.length === 0 ? `${url}?${inBody}` : `${url}?${inUrl}.${inBody}`;
}

describe("version 2", () => {
  const [vector] = vectors.plivoV2.cases as [(typeof vectors.plivoV2.cases)[0]];
  const headers = (signature: string, used = vector.nonce) => ({
    "X-Plivo-Signature-V2": signature,
    "X-Plivo-Signature-V2-Nonce": used,
  });
  const verify = (sent: ReturnType<typeof webhook>, credentials: Record<string, string>) =>
    verifyPlivoV2(sent, { credentials: [credentials], now: 0 });

  test("verifies the vendor's vector", () => {
    const sent = webhook({ url: vector.url, form: { a: "b" }, headers: headers(vector.signature) });
    expect(verify(sent, { authToken: vector.token })).toEqual({ isValid: true, nonce: vector.nonce });
    expect(verify(sent, { authToken: "other" }).isValid).toBe(false);
    const replaced = webhook({ url: vector.url, headers: headers(vector.signature, "12346") });
    expect(verify(replaced, { authToken: vector.token })).toEqual({ isValid: false, reason: "wrong" });
  });

  test("leaves the query out and keeps the port", () => {
    const url = "https://edge.example.com:8443/sms";
    const signature = createHmac("sha256", "secret").update(`${url}n1`).digest("base64");
    const sent = webhook({ url: `${url}?a=b`, headers: headers(signature, "n1") });
    expect(verify(sent, { authToken: "secret" }).isValid).toBe(true);
    const elsewhere = webhook({ url: url.replace(":8443", ""), headers: headers(signature, "n1") });
    expect(verify(elsewhere, { authToken: "secret" }).isValid).toBe(false);
  });

  test("is what messages have, unless they have version 3", () => {
    const sent = webhook({ url: vector.url, headers: headers(vector.signature) });
    const options = { credentials: [{ authToken: vector.token }], now: 0 };
    expect(plivoSms.verify(sent, options)).toEqual({ isValid: true, nonce: vector.nonce });
    const both = webhook({
      url: vector.url,
      headers: { ...headers(vector.signature), ...headersV3("eA==") },
    });
    expect(plivoSms.verify(both, options)).toEqual({ isValid: false, reason: "wrong" });
  });
});
