import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandwidth } from "../../src/carriers/bandwidth/index.ts";
import type { CarrierDoor } from "../../src/carriers/contract/carrier-door.ts";
import type { WebhookRequest } from "../../src/carriers/contract/webhook-request.ts";
import { plivo } from "../../src/carriers/plivo/index.ts";
import { telnyx } from "../../src/carriers/telnyx/index.ts";
import { textgrid } from "../../src/carriers/textgrid/index.ts";
import { twilio } from "../../src/carriers/twilio/index.ts";
import { parseDocument } from "../helpers/carriers/documents.ts";
import { hostileText, ring } from "../helpers/carriers/steps.ts";
import { formType, readable } from "../helpers/carriers/webhook.ts";
import { times } from "../helpers/depth.ts";
import vectors from "./vectors.json" with { type: "json" };

/** Names that the doors read, so that random forms come close to webhooks. */
const names = [
  ...[
    "CallSid",
    "ParentCallSid",
    "From",
    "To",
    "DialCallStatus",
    "RecordingUrl",
    "RecordingDuration",
    "CallStatus",
  ],
  ...[
    "MessageSid",
    "SmsStatus",
    "Body",
    "NumMedia",
    "MediaUrl0",
    "CallUUID",
    "DialStatus",
    "RecordUrl",
    "Text",
  ],
  ...[
    "MessageUUID",
    "MediaCount",
    "Media0",
    "eventType",
    "callId",
    "from",
    "to",
    "cause",
    "mediaUrl",
    "duration",
  ],
  ...[
    "data",
    "event_type",
    "payload",
    "id",
    "message",
    "owner",
    "type",
    "__proto__",
    "constructor",
    "toString",
  ],
];
const values = [
  ...[
    "message.received",
    "message-received",
    "initiate",
    "transferComplete",
    "recordingAvailable",
    "completed",
  ],
  ...["+14165550100", "14165550100", "anonymous", "client:lena", "", "99999999999", "PT1S", "__proto__"],
];
const value = fc.oneof(
  fc.constantFrom(...values),
  hostileText.map((text) => text.slice(0, 200)),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    value,
    fc.constantFrom<unknown>(null, true, 0, 1e300),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie("json")), { maxLength: 10 })
      .map((entries) => JSON.parse(`{${entries.map(([name, it]) => `"${name}":${JSON.stringify(it)}`)}}`)),
  ),
}));

const forms = fc
  .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 20 })
  .map((fields) => fields.map(([name, it]) => `${name}=${encodeURIComponent(it.toWellFormed())}`).join("&"));
const bodies = fc.oneof(
  forms.map((text) => Buffer.from(text)),
  json.map((it) => Buffer.from(JSON.stringify(it))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom("a=1&".repeat(16_384), "%ff=%", "=".repeat(65_536), "[".repeat(65_536), "&".repeat(65_536))
    .map((text) => Buffer.from(text)),
);
const headerNames = [
  ...["authorization", "x-twilio-signature", "x-twilio-webhooks-signature-settings", "x-textgrid-signature"],
  ...["telnyx-timestamp", "telnyx-signature-ed25519", "x-plivo-signature-v3", "x-plivo-signature-ma-v3"],
  ...["x-plivo-signature-v3-nonce", "x-plivo-signature-v2", "x-plivo-signature-v2-nonce"],
];
const headers = fc.tuple(
  fc.constantFrom(formType, "application/json", "text/plain", "Application/JSON; charset=utf-8"),
  fc.dictionary(
    fc.constantFrom(...headerNames),
    fc.oneof(
      fc.constantFrom("Basic !", "Basic eDp5", "1700000000", "key=k,algorithm=HMAC_SHA256"),
      fc.string(),
    ),
    { noNullPrototype: false },
  ),
);
const requests: fc.Arbitrary<WebhookRequest> = fc.record({
  method: fc.constantFrom("GET" as const, "POST" as const),
  url: fc.constant("https://edge.example.com/telephony/x/a1/voice?x=1"),
  query: fc.oneof(forms, fc.constantFrom("", "%", "bodySHA256=x", "__proto__=1")),
  headers: headers.map(([contentType, others]) => ({ ...others, "content-type": contentType })),
  body: bodies,
});

const secrets = {
  ...{ authToken: "t", sharedKeyId: "k", sharedKey: "s", webhookSecret: "w", mainAuthToken: "m" },
  ...{ publicKey: vectors.telnyx.publicKey, webhookUser: "u", webhookPassword: "p" },
};
const doors = [twilio, textgrid, telnyx, plivo, bandwidth].map((door) => [door.provider, door] as const);

describe.each(doors)("hostile requests to %s", (_, { voice, sms }: CarrierDoor) => {
  if (voice === undefined || sms === undefined) throw new Error("The carrier has no calls or messages.");
  const options = { credentials: [secrets, {}], now: 1_700_000_000_000 };

  test("are not verified, without an error", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        expect((await voice.verify(request, options)).isValid).toBe(false);
        expect((await sms.verify(request, options)).isValid).toBe(false);
      }),
      { numRuns: times(300, 20_000) },
    );
  });

  test("are read and answered with a document, or refused as unreadable", () => {
    fc.assert(
      fc.property(requests, (request) => {
        for (const path of ["voice", "next", "recorded", "status"] as const) {
          const event = readable(() => voice.parse(request, path));
          if (event === undefined) continue;
          parseDocument(voice.renderAcknowledgement(event).body);
          const step = ring([{ kind: "phone", line: "+14165550123" }]);
          if (event.call) parseDocument(voice.render(step, event.call, secrets).body);
        }
        for (const { mediaUrls, ...texts } of readable(() => sms.parse(request)) ?? [])
          for (const text of [...Object.values(texts), ...mediaUrls]) expect(typeof text).toBe("string");
      }),
      { numRuns: times(300, 20_000) },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
