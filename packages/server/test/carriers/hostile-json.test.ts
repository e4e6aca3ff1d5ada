import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CarrierDoor } from "../../src/carriers/contract/carrier-door.ts";
import type { WebhookRequest } from "../../src/carriers/contract/webhook-request.ts";
import { ippanel } from "../../src/carriers/ippanel/index.ts";
import { jambonz } from "../../src/carriers/jambonz/index.ts";
import { sinch } from "../../src/carriers/sinch/index.ts";
import { vonage } from "../../src/carriers/vonage/index.ts";
import { readable } from "../helpers/carriers/webhook.ts";
import { times } from "../helpers/depth.ts";

/** Names that the doors read, so that random objects come close to webhooks. */
const names = [
  ...["event", "callid", "callId", "cli", "to", "endpoint", "type", "result", "id", "from", "body", "media"],
  ...["url", "uuid", "conversation_uuid", "from_user", "status", "recording_url", "start_time", "end_time"],
  ...["messageId", "msisdn", "text", "sig", "timestamp", "message_uuid", "channel", "image", "call_sid"],
  ...["dial_call_status", "message", "subject", "__proto__", "constructor", "toString", "time", "number"],
];
const values = [
  ...["ice", "ace", "dice", "mo_text", "mo_media", "number", "username", "text", "binary", "sms", "mms"],
  ...["completed", "+14165550102", "14165550102", "", "__proto__", "2026-01-01T00:00:00Z", "1e999"],
];
const leaf = fc.oneof(
  fc.constantFrom<unknown>(...values),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie("json")), { maxLength: 12 })
      .map((entries) => JSON.parse(`{${entries.map(([name, it]) => `"${name}":${JSON.stringify(it)}`)}}`)),
  ),
}));

const bodies = fc.oneof(
  json.map((value) => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      ...["[".repeat(65_536), `{"a":`.repeat(10_000), `"${"\\ud83d".repeat(10_000)}"`, " ".repeat(65_536)],
      ...[`{${Array.from({ length: 10_000 }, (_, n) => `"f${n}":"x"`)}}`, "a=1&".repeat(16_384), "%ff=%"],
    )
    .map((text) => Buffer.from(text)),
);
const headerNames = [
  ...["authorization", "content-type", "x-timestamp", "jambonz-signature", "x-sinch-webhook-signature"],
  ...["x-sinch-webhook-signature-nonce", "x-sinch-webhook-signature-timestamp"],
];
const headers = fc.dictionary(
  fc.constantFrom(...headerNames),
  fc.oneof(
    fc.constantFrom(
      "application/json",
      "application/x-www-form-urlencoded",
      "Bearer a.b.c",
      "Basic !",
      "t=1,v1=00",
    ),
    fc.constantFrom("application key:sig", `Bearer ${"a".repeat(60_000)}`, "2026-01-01T00:00:00Z", "1e999"),
    fc.string({ maxLength: 30 }),
  ),
  { noNullPrototype: false },
);
const requests: fc.Arbitrary<WebhookRequest> = fc.record({
  method: fc.constantFrom("GET" as const, "POST" as const),
  url: fc.string({ maxLength: 40 }).map((rest) => `https://edge.example.com/telephony/x/${rest}`),
  query: fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom("to=1&to=2&uuid=a", "%", "__proto__=1")),
  headers,
  body: bodies,
  pathSecret: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
});

const secrets = {
  ...{ applicationKey: "key", applicationSecret: "c2VjcmV0", smsWebhookSecret: "s", smsUser: "u" },
  ...{ smsPassword: "p", apiKey: "k", signatureSecret: "s".repeat(32), smsSignatureSecret: "s" },
  ...{ pathSecret: "0123456789abcdef0123456789abcdef", webhookSecret: "w" },
};

describe.each([sinch, vonage, ippanel, jambonz].map((door) => [door.provider, door] as const))(
  "hostile requests to %s",
  (_, door: CarrierDoor) => {
    const options = { credentials: [secrets, {}], now: Date.UTC(2026, 0, 1) };

    test("are not verified, without an error", async () => {
      const verify = async (request: WebhookRequest) =>
        [await door.voice?.verify(request, options), await door.sms?.verify(request, options)].filter(
          (it) => it !== undefined,
        );
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          for (const result of await verify(request)) expect(result.isValid).toBe(false);
        }),
        { numRuns: times(300, 20_000) },
      );
    });

    test("are read, or refused as unreadable", () => {
      const paths = ["voice", "next", "recorded", "status"] as const;
      fc.assert(
        fc.property(requests, (request) => {
          for (const path of paths) {
            const event = readable(() => door.voice?.parse(request, path));
            if (event !== undefined)
              expect(typeof door.voice?.renderAcknowledgement(event).body).toBe("string");
          }
          for (const message of readable(() => door.sms?.parse(request)) ?? [])
            for (const text of [message.id, message.to, message.from, message.text, ...message.mediaUrls])
              expect(typeof text).toBe("string");
        }),
        { numRuns: times(300, 20_000) },
      );
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  },
);
