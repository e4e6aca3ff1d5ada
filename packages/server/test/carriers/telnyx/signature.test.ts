import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import { TelnyxWebhook } from "telnyx/lib/webhooks";
import { describe, expect, test } from "vitest";
import { verifyTelnyx } from "../../../src/carriers/telnyx/signature.ts";
import { type SentWebhook, webhook } from "../../helpers/carriers/webhook.ts";
import vectors from "../vectors.json" with { type: "json" };

const url = "https://edge.example.com/telephony/telnyx/5f7b1c2e8a1d4e0012c3b4a5/sms";
const { publicKey, cases } = vectors.telnyx;
const sentAt = 1_700_000_000_000;

const signed = (signature: string, timestamp: string, others: Omit<SentWebhook, "url">) =>
  webhook({
    url,
    ...others,
    headers: { "Telnyx-Signature-Ed25519": signature, "Telnyx-Timestamp": timestamp, ...others.headers },
  });

describe("the vectors", () => {
  test.each(cases)("$body", ({ body, signature, timestamp }) => {
    const verify = (now: number, key = publicKey, content = body) =>
      verifyTelnyx(signed(signature, timestamp, { body: content }), {
        credentials: [{ publicKey: key }],
        now,
      });
    expect(verify(sentAt)).toEqual({ isValid: true, sentAt });
    expect(verify(sentAt + 300_999)).toEqual({ isValid: true, sentAt });
    expect(verify(sentAt - 300_000)).toEqual({ isValid: true, sentAt });
    expect(verify(sentAt + 301_000)).toEqual({ isValid: false, reason: "expired" });
    expect(verify(sentAt - 301_000)).toEqual({ isValid: false, reason: "expired" });
    expect(verify(sentAt, publicKey, `${body} `)).toEqual({ isValid: false, reason: "wrong" });
    expect(verify(sentAt, Buffer.alloc(32).toString("base64"))).toMatchObject({ isValid: false });
  });
});

const [{ body, signature, timestamp }] = cases as [(typeof cases)[0]];
const options = { credentials: [{ publicKey }], now: sentAt };

test("accepts the former key during a rotation", () => {
  const other = rawKey(generateKeyPairSync("ed25519").publicKey);
  const credentials = [{ publicKey: other }, { publicKey }];
  expect(verifyTelnyx(signed(signature, timestamp, { body }), { credentials, now: sentAt }).isValid).toBe(
    true,
  );
});

test.each([[{}], [{ publicKey: "" }], [{ publicKey: "c2hvcnQ=" }]])(
  "is unconfigured with %j",
  (credentials) => {
    const request = signed(signature, timestamp, { body });
    expect(verifyTelnyx(request, { credentials: [credentials], now: sentAt })).toEqual({
      isValid: false,
      reason: "unconfigured",
    });
  },
);

test.each([
  ["a GET", { method: "GET" as const, body }],
  ["no signature", { body, headers: { "Telnyx-Signature-Ed25519": "" } }],
  ["no time", { body, headers: { "Telnyx-Timestamp": "" } }],
])("counts %s as unsigned", (_, content) => {
  expect(verifyTelnyx(signed(signature, timestamp, content), options)).toEqual({
    isValid: false,
    reason: "unsigned",
  });
});

test.each(["1700000000.5", "-1700000000", "1e9", " 1700000000", "1700000001"])(
  "refuses the time %j",
  (time) => {
    expect(verifyTelnyx(signed(signature, time, { body }), options)).toEqual({
      isValid: false,
      reason: "wrong",
    });
  },
);

test("agrees with the vendor's library on bodies, times, keys and changes", async () => {
  const changes = fc.constantFrom("none", "body", "signature", "time", "key");
  const ages = fc.constantFrom(0, 290, -290, 310, -310, 86_400);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), ages, changes, async (content, age, change) => {
      const now = Date.now();
      const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
      const time = String(Math.floor(now / 1000) - age);
      const made = sign(null, Buffer.from(`${time}|${content}`), privateKey);
      if (change === "signature") made[0] = (made[0] ?? 0) ^ 1;
      const sent = {
        body: change === "body" ? `${content}x` : content,
        signature: made.toString("base64"),
        time: change === "time" ? String(Number(time) + 1) : time,
        key: change === "key" ? rawKey(generateKeyPairSync("ed25519").publicKey) : rawKey(key),
      };
      const headers = { "telnyx-signature-ed25519": sent.signature, "telnyx-timestamp": sent.time };
      const expected = await new TelnyxWebhook(sent.key).verify(sent.body, headers).then(
        () => true,
        () => false,
      );
      const request = signed(sent.signature, sent.time, { body: sent.body });
      expect(verifyTelnyx(request, { credentials: [{ publicKey: sent.key }], now }).isValid).toBe(expected);
      expect(expected).toBe(change === "none" && Math.abs(age) < 300);
    }),
  );
});

const rawKey = (key: KeyObject): string =>
  key.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
