import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { verifyWebhook, type WebhookRequest } from "../src/index.ts";

// The test vector of Standard Webhooks 1.0.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const seconds = 1_614_265_330;
const body = '{"test": 2432232314}';
const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const now = seconds * 1000;
const headers = {
  "webhook-id": id,
  "webhook-timestamp": String(seconds),
  "webhook-signature": signature,
};
const other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const verify = (request: Partial<WebhookRequest>) =>
  verifyWebhook({ headers, body, secret, now, ...request });

describe("verifyWebhook", () => {
  test("accepts the vector of the specification", async () => {
    expect(await verify({})).toEqual({ id, timestamp: new Date(now), payload: { test: 2_432_232_314 } });
  });

  test.each<[string, Partial<WebhookRequest>]>([
    ["headers of fetch", { headers: new Headers(headers) }],
    [
      "headers of any case",
      {
        headers: {
          "Webhook-Id": id,
          "Webhook-Timestamp": String(seconds),
          "Webhook-Signature": [signature],
        },
      },
    ],
    ["bytes", { body: new TextEncoder().encode(body) }],
    ["a buffer", { body: new TextEncoder().encode(body).buffer }],
    ["a secret without a prefix", { secret: secret.replace("whsec_", "") }],
    ["several secrets", { secret: [other, secret] }],
    [
      "several signatures",
      { headers: { ...headers, "webhook-signature": `v1,AAAA v1a,b64 v2 ${signature}` } },
    ],
    ["a timestamp at the limit", { now: now + 300_000 }],
    ["a wider limit", { now: now + 3_600_000, toleranceSeconds: 3600 }],
  ])("accepts %s", async (_, request) => {
    expect((await verify(request)).id).toBe(id);
  });

  test.each<[string, string, Partial<WebhookRequest>]>([
    ["another body", "webhook_signature_invalid", { body: '{"test":2432232314}' }],
    ["another secret", "webhook_signature_invalid", { secret: other }],
    ["no secret", "webhook_signature_invalid", { secret: [] }],
    ["another id", "webhook_signature_invalid", { headers: { ...headers, "webhook-id": "msg_2" } }],
    [
      "another version",
      "webhook_signature_invalid",
      { headers: { ...headers, "webhook-signature": signature.replace("v1", "v2") } },
    ],
    [
      "a signature that is not base64",
      "webhook_signature_invalid",
      { headers: { ...headers, "webhook-signature": "v1,!" } },
    ],
    [
      "a part of the signature",
      "webhook_signature_invalid",
      { headers: { ...headers, "webhook-signature": signature.slice(0, 20) } },
    ],
    ["no signature", "webhook_headers_missing", { headers: { ...headers, "webhook-signature": undefined } }],
    ["no id", "webhook_headers_missing", { headers: { ...headers, "webhook-id": "" } }],
    ["an old timestamp", "webhook_timestamp_invalid", { now: now + 300_001 }],
    ["a future timestamp", "webhook_timestamp_invalid", { now: now - 300_001 }],
    [
      "a timestamp that is no number",
      "webhook_timestamp_invalid",
      { headers: { ...headers, "webhook-timestamp": "1e3" } },
    ],
    ["a secret that is not base64", "invalid_argument", { secret: "whsec_!" }],
    ["an empty secret", "invalid_argument", { secret: "" }],
  ])("refuses %s", async (_, code, request) => {
    await expect(verify(request)).rejects.toMatchObject({ name: "WhoselineError", code });
  });

  test("refuses a signed body that is not JSON", async () => {
    const at = new Date(now);
    const signed = new Webhook(secret).sign(id, at, "test");
    await expect(
      verify({ body: "test", headers: { ...headers, "webhook-signature": signed } }),
    ).rejects.toMatchObject({ code: "webhook_payload_invalid" });
  });

  test("accepts what the package standardwebhooks signs", async () => {
    for (const text of ["{}", '{"name":"علی 🎧"}', JSON.stringify("x".repeat(100_000))]) {
      const at = new Date();
      const signed = new Webhook(secret).sign("msg_1", at, text);
      const request = {
        body: text,
        secret,
        headers: {
          "webhook-id": "msg_1",
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": signed,
        },
      };
      expect((await verifyWebhook(request)).payload).toEqual(JSON.parse(text));
      expect(new Webhook(secret).verify(text, request.headers)).toEqual(JSON.parse(text));
    }
  });
});
