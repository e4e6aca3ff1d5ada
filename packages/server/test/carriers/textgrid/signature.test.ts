import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyTextGrid } from "../../../src/carriers/textgrid/signature.ts";
import { type SentWebhook, webhook } from "../../helpers/carriers/webhook.ts";
import vectors from "../vectors.json" with { type: "json" };

const { secret, url, cases } = vectors.textgrid;
const credentials = [{ webhookSecret: secret, authToken: "other" }];
const signed = (signature: string, sent: Omit<SentWebhook, "url">) =>
  webhook({ url, ...sent, headers: { "X-TextGrid-Signature": signature } });
const verify = (
  request: ReturnType<typeof webhook>,
  accepted: readonly Record<string, string>[] = credentials,
) => verifyTextGrid(request, { credentials: accepted, now: 0 });

test.each(cases)("verifies $body", ({ body, signature }) => {
  expect(verify(signed(signature, { body }))).toEqual({ isValid: true });
  expect(verify(signed(signature, { body: `${body} ` }))).toEqual({ isValid: false, reason: "wrong" });
  expect(verify(signed(signature, { body }), [{ webhookSecret: "other" }])).toMatchObject({ isValid: false });
  expect(verify(signed(signature, { body }), [{ webhookSecret: "new" }, ...credentials]).isValid).toBe(true);
});

test("is not verified by the auth token, nor without a secret", () => {
  const { body, signature } = cases[0] as (typeof cases)[0];
  const unconfigured = { isValid: false, reason: "unconfigured" };
  expect(verify(signed(signature, { body }), [{ authToken: secret }])).toEqual(unconfigured);
  expect(verify(signed(signature, { body }), [{ webhookSecret: "" }])).toEqual(unconfigured);
  expect(verify(webhook({ url, body }))).toEqual({ isValid: false, reason: "unsigned" });
});

test("refuses a body that is not UTF-8", () => {
  const signature = createHmac("sha1", secret).update(url).digest("base64");
  expect(verify(signed(signature, { body: Buffer.from([0xff]) })).isValid).toBe(false);
});

test("covers the query of a GET", () => {
  const at = `${url}?From=%2B1`;
  const signature = createHmac("sha1", secret).update(at).digest("base64");
  const get = (address: string) =>
    webhook({ method: "GET", url: address, headers: { "X-TextGrid-Signature": signature } });
  expect(verify(get(at)).isValid).toBe(true);
  expect(verify(get(`${url}?From=%2B2`)).isValid).toBe(false);
});

test("signs every body with its characters beyond ASCII escaped", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.boolean(), (body, isChanged) => {
      const text = body.split("").map(escapeUnit).join("");
      const signature = createHmac("sha1", secret)
        .update(url + text)
        .digest("base64");
      expect(verify(signed(signature, { body: isChanged ? `${body}x` : body })).isValid).toBe(!isChanged);
    }),
  );
});

/** As the vendor's `EncodeNonAsciiCharacters`: four lower-case hexadecimal digits for each UTF-16 unit above 127. */
const escapeUnit = (unit: string): string =>
  unit.charCodeAt(0) > 127 ? `\\u${`000${unit.charCodeAt(0).toString(16)}`.slice(-4)}` : unit;
