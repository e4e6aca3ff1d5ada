import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { UnreadableWebhook, type VoiceDoor } from "../../src/carriers/contract/carrier-door.ts";
import { vonage } from "../../src/carriers/vonage/index.ts";
import { verifyToken } from "../../src/carriers/vonage/signed-token.ts";
import type { CallStep } from "../../src/core/telephony/call.ts";
import type { CarrierMessage } from "../../src/core/telephony/message.ts";
import { serveDoor } from "../helpers/carriers/door-server.ts";
import { aCall, everyStep, jsonWebhook, ringStep, webhook } from "../helpers/carriers/json-webhook.ts";
import { ncco } from "../helpers/carriers/ncco-rules.ts";
import { callSteps, carrierCalls } from "../helpers/carriers/steps.ts";
import { VonageSimulator } from "../helpers/carriers/vonage.ts";
import { times } from "../helpers/depth.ts";
import { schemaViolations } from "../helpers/json-schema.ts";

const nextUrl = "https://edge.example.com/telephony/vonage/a1/voice/next/1";
const recordedUrl = "https://edge.example.com/telephony/vonage/a1/voice/recorded";
const voice = vonage.voice as VoiceDoor;
const sms = vonage.sms as NonNullable<typeof vonage.sms>;

describe("a signed webhook", () => {
  /** Long enough for HS512. */
  const secret = "0123456789abcdef".repeat(4);
  const now = 1_700_000_000_000;
  const body = '{"to":"14165550102"}';
  const account = { apiKey: "a1b2c3d", applicationId: "app1", signatureSecret: secret };
  const claims = {
    ...{ iat: now / 1000, jti: "j1", iss: "Vonage", api_key: "a1b2c3d", application_id: "app1" },
    payload_hash: createHash("sha256").update(body).digest("hex"),
  };
  const sign = (changes: Record<string, unknown> = {}, alg = "HS256", key = secret) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg, typ: "JWT" })
      .sign(new TextEncoder().encode(key));
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const verify = (token: string, request: Parameters<typeof webhook>[0] = {}, credentials = [account]) =>
    verifyToken(webhook({ body, headers: bearer(token), ...request }), { credentials, now });

  test("is accepted with its time and its nonce", async () => {
    expect(await verify(await sign())).toEqual({ isValid: true, sentAt: now, nonce: "j1" });
  });

  test.each([
    ["another body", { payload_hash: "0".repeat(64) }],
    ["no hash of the body", { payload_hash: undefined }],
    ["another account", { api_key: "b1b2c3d" }],
    ["another application", { application_id: "app2" }],
  ])("is rejected with %s", async (_, changes) => {
    expect(await verify(await sign(changes))).toEqual({ isValid: false, reason: "wrong" });
  });

  test("is rejected five minutes before and after its time, and without one", async () => {
    for (const seconds of [-300, 300])
      expect(await verify(await sign({ iat: claims.iat + seconds }))).toMatchObject({ isValid: true });
    for (const iat of [claims.iat - 301, claims.iat + 301, undefined])
      expect(await verify(await sign({ iat }))).toEqual({ isValid: false, reason: "expired" });
  });

  test("is rejected with another secret or another algorithm", async () => {
    const wrong = { isValid: false, reason: "wrong" };
    expect(await verify(await sign({}, "HS256", `${secret}x`))).toEqual(wrong);
    expect(await verify(await sign({}, "HS512"))).toEqual(wrong);
    expect(await verify(new UnsecuredJWT(claims).encode())).toEqual(wrong);
    expect(await verify("not.a.token")).toEqual(wrong);
  });

  test("is accepted with the former secret", async () => {
    const current = { ...account, signatureSecret: "another secret of the account" };
    expect(await verify(await sign(), {}, [current, account])).toMatchObject({ isValid: true });
    expect(await verify(await sign(), {}, [current])).toMatchObject({ reason: "wrong" });
  });

  test("is distinguished from one that is not signed, which Vonage repeats after 5xx", async () => {
    expect(await verify("", { headers: {} })).toEqual({ isValid: false, reason: "unsigned" });
    expect(vonage.statusOfRejected?.unsigned).toBe(503);
    const unconfigured = { isValid: false, reason: "unconfigured" };
    expect(await verify(await sign(), {}, [{ ...account, signatureSecret: "" }])).toEqual(unconfigured);
    expect(await verify(await sign(), {}, [])).toEqual(unconfigured);
  });

  test("needs no hash with GET, where it is not documented", async () => {
    const token = await sign({ payload_hash: undefined });
    expect(await verify(token, { method: "GET", body: "" })).toMatchObject({ isValid: true });
  });

  // https://github.com/Vonage/vonage-ruby-sdk, test/vonage/test.rb; the claims are those of the vendor's guide.
  const vendors =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE1ODc0OTQ5NjIsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTNmYmU4Y2U1MTFiNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImQ2YzBlNzRiNTg1N2RmMjBlM2I3ZTUxYjMwYzBjMmE0MGVjNzNhNzc4NzliNmYwNzRkZGM3YTIzMTdkZDAzMWIiLCJhcGlfa2V5IjoiYTFiMmMzZCIsImFwcGxpY2F0aW9uX2lkIjoiYWFhYWFhYWEtYmJiYi1jY2NjLWRkZGQtMDEyMzQ1Njc4OWFiIn0.JQRKi1d0SQitmjPINfTWMpt3XZkGsLbD7EjCdXoNSbk";
  const vendorsAccount = (signatureSecret: string) => ({
    ...{ apiKey: "a1b2c3d", applicationId: "aaaaaaaa-bbbb-cccc-dddd-0123456789ab", signatureSecret },
  });
  const ofVendor = (signatureSecret: string, at: number) =>
    verifyToken(webhook({ method: "GET", headers: bearer(vendors) }), {
      credentials: [vendorsAccount(signatureSecret)],
      now: at,
    });

  test("of the vendor's test is accepted at its time, with the right secret only", async () => {
    const { iat = 0, jti } = decodeJwt(vendors);
    const right = "ZYtdTtGV3BCFN7tWmOWr1md66XsquMggr4W2cTtXtcPgfnI0Xw";
    expect(await ofVendor(right, iat * 1000)).toEqual({ isValid: true, sentAt: iat * 1000, nonce: jti });
    expect(await ofVendor(`${right.slice(0, -5)}55555`, iat * 1000)).toMatchObject({ reason: "wrong" });
    expect(await ofVendor(right, iat * 1000 + 300_001)).toMatchObject({ reason: "expired" });
  });
});

describe("the events of the Voice API", () => {
  const answer = { to: "14165550102", from: "14045001000", uuid: "u1", conversation_uuid: "CON-1" };
  const call = { id: "CON-1", to: "+14165550102", from: "+14045001000", isWithheld: false };

  test("reads an incoming call from a query and from a body", () => {
    const query = new URLSearchParams(answer);
    const get = webhook({ method: "GET", url: `https://edge.example.com/voice?${query}` });
    for (const request of [get, jsonWebhook(answer)])
      expect(voice.parse(request, "voice")).toEqual({ kind: "incoming", call });
  });

  test("reads the name of a client that calls", () => {
    const { from: _, ...rest } = answer;
    expect(voice.parse(jsonWebhook({ ...rest, from_user: "lena" }), "voice")).toMatchObject({
      call: { from: "client:lena", client: "lena", isWithheld: false },
    });
    expect(voice.parse(jsonWebhook(rest), "voice")).toMatchObject({ call: { from: "", isWithheld: true } });
  });

  test.each([
    ["timeout", "noAnswer"],
    ["unanswered", "noAnswer"],
    ["busy", "busy"],
    ["rejected", "busy"],
    ["failed", "failed"],
    ["cancelled", "canceled"],
    ["completed", "answered"],
  ])("reads the end of a leg with the status %s", (status, outcome) => {
    const leg = { from: "14165550102", to: "14165550199", uuid: "u2", conversation_uuid: "CON-1", status };
    expect(voice.parse(jsonWebhook(leg), "next")).toEqual({
      kind: "legEnded",
      outcome,
      call: { id: "CON-1", to: "+14165550102", from: "", isWithheld: true },
    });
  });

  test("reads the client that calls from the URL that the NCCO named", () => {
    const call = { ...aCall, client: "le@na" };
    const step = ringStep("tel:+14165550199", { nextUrl, statusUrl: "" }, "+14165550102");
    const [{ eventUrl }] = JSON.parse(voice.render(step, call, {}).body);
    expect(eventUrl).toEqual([`${nextUrl}/le%40na`]);
    const leg = { from: "14165550102", to: "14165550199", conversation_uuid: "CON-1", status: "busy" };
    expect(voice.parse(jsonWebhook(leg, { url: eventUrl[0] }), "next")).toEqual({
      kind: "legEnded",
      outcome: "busy",
      call: { id: "CON-1", to: "+14165550199", from: "client:le@na", client: "le@na", isWithheld: false },
    });
    const url = `${nextUrl}/%ff`;
    expect(() => voice.parse(jsonWebhook(leg, { url }), "next")).toThrow(UnreadableWebhook);
  });

  test.each(["started", "ringing", "answered", "constructor"])(
    "answers the status %s with an empty response, which replaces no NCCO",
    (status) => {
      const event = voice.parse(jsonWebhook({ uuid: "u2", from: "14165550102", status }), "next");
      expect(event).toMatchObject({ kind: "status", status });
      expect(voice.renderAcknowledgement(event)).toMatchObject({ status: 204, body: "" });
    },
  );

  test("reads a recording, whose event has no numbers: the called one is in the URL", () => {
    const recording = {
      start_time: "2026-01-01T12:00:00Z",
      end_time: "2026-01-01T12:00:07Z",
      recording_url: "https://api.nexmo.com/v1/files/f1",
      conversation_uuid: "CON-1",
    };
    const event = voice.parse(jsonWebhook(recording), "recorded");
    expect(event).toMatchObject({ kind: "recorded", url: recording.recording_url, seconds: 7 });
    const url = `${recordedUrl}/14165550102`;
    expect(voice.parse(jsonWebhook(recording, { url }), "recorded")).toMatchObject({
      call: { id: "CON-1", to: "+14165550102" },
    });
    const { start_time: _, ...rest } = recording;
    expect(voice.parse(jsonWebhook(rest), "recorded")).toMatchObject({ seconds: null });
  });

  test.each(["", "[]", "{}", '{"uuid":{}}', "\u00ff{"])("refuses %j", (body) => {
    for (const path of ["voice", "next", "recorded", "status"] as const)
      expect(() => voice.parse(webhook({ body }), path)).toThrow(UnreadableWebhook);
  });
});

describe("an NCCO", () => {
  const documentOf = (step: CallStep) => JSON.parse(voice.render(step, aCall, {}).body);

  test("keeps to the published rules whatever people have written", () => {
    fc.assert(
      fc.property(callSteps(["client", "sip", "phone"]), carrierCalls, (step, call) => {
        expect(schemaViolations(ncco, JSON.parse(voice.render(step, call, {}).body))).toEqual([]);
      }),
      { numRuns: times(500, 20_000) },
    );
  });

  test("keeps to the published rules in every step", () => {
    for (const step of everyStep) expect(schemaViolations(ncco, documentOf(step))).toEqual([]);
  });

  test("shows the called number, because Vonage shows its own numbers only", () => {
    const [connect] = documentOf(ringStep("tel:+14165550199", { nextUrl: "https://e/1", statusUrl: "" }));
    expect(connect).toEqual({
      ...{ action: "connect", from: "14165550102", timeout: 20, eventType: "synchronous" },
      ...{ eventUrl: ["https://e/1"], eventMethod: "POST" },
      endpoint: [{ type: "phone", number: "14165550199" }],
    });
  });

  test("names the called number in the URL of a recording", () => {
    const step = {
      kind: "voicemail",
      text: "Speak.",
      language: "en-US",
      secondsMax: 60,
      recordedUrl,
    } as const;
    expect(documentOf(step).at(-1)).toMatchObject({ eventUrl: [`${recordedUrl}/14165550102`] });
    const withheld = { ...aCall, to: "sip:x@pbx.example.com" };
    expect(JSON.parse(voice.render(step, withheld, {}).body).at(-1).eventUrl).toEqual([recordedUrl]);
  });

  test("records a call before it connects it", () => {
    const step = { ...ringStep("client:lena", { nextUrl: "https://e/1", statusUrl: "https://e/s" }) };
    const document = documentOf({ ...step, isRecorded: true } as CallStep);
    expect(document).toMatchObject([
      { action: "record", eventUrl: ["https://e/s"] },
      { action: "connect", endpoint: [{ type: "app", user: "lena" }] },
    ]);
    expect(schemaViolations(ncco, document)).toEqual([]);
  });
});

describe("the SMS API", () => {
  // https://github.com/Vonage/vonage-ruby-sdk, test/vonage/signature_test.rb
  const secret = "my_secret_key_for_testing";
  const params = {
    "message-timestamp": "2013-11-21 15:27:30",
    messageId: "020000001B0FE827",
    msisdn: "14843472194",
    text: "Test again",
    timestamp: "1385047698",
    to: "13239877404",
    type: "text",
  };
  const now = 1_385_047_698_000;
  const verify = (fields: object, smsSignatureMethod: string | undefined, at = now) =>
    sms.verify(jsonWebhook(fields), {
      credentials: [
        {
          smsSignatureSecret: secret,
          ...(smsSignatureMethod === undefined ? {} : { smsSignatureMethod }),
        },
      ],
      now: at,
    });
  const hmacOf = (text: string, method: string) =>
    createHmac(method, secret).update(text).digest("hex").toUpperCase();
  const text =
    "&message-timestamp=2013-11-21 15:27:30&messageId=020000001B0FE827&msisdn=14843472194&text=Test again&timestamp=1385047698&to=13239877404&type=text";

  test.each([
    ["md5hash", "d2e7b1dc968737c5998ad624e02f90b7"],
    [undefined, "d2e7b1dc968737c5998ad624e02f90b7"],
    ["sha256", "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330"],
    ["md5", hmacOf(text, "md5")],
    ["sha1", hmacOf(text, "sha1")],
    ["sha512", hmacOf(text, "sha512")],
  ])("accepts the signature with the method %s", async (method, sig) => {
    expect(await verify({ ...params, sig }, method)).toEqual({ isValid: true, sentAt: now });
    expect(await verify({ ...params, sig, text: "Test" }, method)).toMatchObject({ reason: "wrong" });
    expect(await verify({ ...params, sig, to: "13239877405" }, method)).toMatchObject({ reason: "wrong" });
  });

  test("replaces & and = in values, so that a field cannot be hidden in another", async () => {
    const sig = hmacOf("&text=a_to_1&to=2", "sha256");
    expect(await verify({ text: "a&to=1", to: "2", sig }, "sha256")).toEqual({ isValid: true });
    expect(await verify({ text: "a", to: "1&to=2", sig }, "sha256")).toMatchObject({ reason: "wrong" });
  });

  test("accepts the signature in a query, which Vonage repeats for 24 hours", async () => {
    const sig = "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330";
    const url = `https://edge.example.com/sms?${new URLSearchParams({ ...params, sig })}`;
    const credentials = [{ smsSignatureSecret: secret, smsSignatureMethod: "sha256" }];
    const at = (hours: number) =>
      sms.verify(webhook({ method: "GET", url }), { credentials, now: now + hours * 3_600_000 });
    expect(await at(24)).toMatchObject({ isValid: true });
    expect(await at(26)).toMatchObject({ reason: "expired" });
  });

  test("rejects what is not signed, and an unknown method", async () => {
    expect(await verify(params, "sha256")).toEqual({ isValid: false, reason: "unsigned" });
    expect(await verify({ ...params, sig: "00" }, "none")).toEqual({
      isValid: false,
      reason: "unconfigured",
    });
    const credentials = [{ apiKey: "k" }];
    expect(await sms.verify(jsonWebhook(params), { credentials, now })).toMatchObject({
      reason: "unconfigured",
    });
  });

  test("rejects a body that cannot be read before its signature can be", () => {
    const credentials = [{ smsSignatureSecret: secret }];
    for (const body of ["", "{", "\u00ff"])
      expect(sms.verify(webhook({ body }), { credentials, now })).toMatchObject({ reason: "unsigned" });
  });

  test("accepts a secret in the path where one is configured", async () => {
    const with_ = (pathSecret: string | undefined) =>
      sms.verify(jsonWebhook(params, { pathSecret }), { credentials: [{ pathSecret: "p1" }], now });
    expect(await with_("p1")).toEqual({ isValid: true });
    expect(await with_("p2")).toMatchObject({ reason: "wrong" });
    expect(await with_(undefined)).toMatchObject({ reason: "unsigned" });
  });

  test("rejects a token whose message is in the query, which it does not sign", async () => {
    const signatureSecret = "0123456789abcdef".repeat(2);
    const token = await new SignJWT({ iat: now / 1000 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(signatureSecret));
    const headers = { authorization: `Bearer ${token}` };
    const url = "https://edge.example.com/sms?type=text&messageId=m1&to=447700900000&text=forged";
    const options = { credentials: [{ signatureSecret }], now };
    const get = webhook({ method: "GET", url, headers });
    expect(await sms.verify(get, options)).toEqual({ isValid: false, reason: "unsigned" });
  });

  const message = { id: "m1", from: "+447700900001", to: "+447700900000" };
  test.each([
    [{ type: "text", text: "Hi" }, "Hi"],
    [{ type: "unicode", text: "こんにちは" }, "こんにちは"],
    [{ type: "binary", data: "0A1B", udh: "0605" }, "0A1B"],
    [{ type: "text", text: "part", concat: "true", "concat-ref": "1", "concat-part": "2" }, "part"],
  ])("reads %j", (content, expected) => {
    const fields = { msisdn: "447700900001", to: "447700900000", messageId: "m1", ...content };
    const query = `https://edge.example.com/sms?${new URLSearchParams(fields as Record<string, string>)}`;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    for (const request of [
      jsonWebhook(fields),
      webhook({ method: "GET", url: query }),
      webhook({ headers: form, body: `${new URLSearchParams(fields as Record<string, string>)}` }),
    ])
      expect(sms.parse(request)).toEqual([{ ...message, text: expected, mediaUrls: [] }]);
  });

  test("reads the Messages API", () => {
    const fields = { message_uuid: "m1", to: "447700900000", from: "447700900001", channel: "sms" };
    expect(sms.parse(jsonWebhook({ ...fields, message_type: "text", text: "Hi" }))).toEqual([
      { ...message, text: "Hi", mediaUrls: [] },
    ]);
    const image = { url: "https://m.example/1", caption: "Look" };
    expect(sms.parse(jsonWebhook({ ...fields, channel: "mms", image }))).toEqual([
      { ...message, text: "Look", mediaUrls: ["https://m.example/1"] },
    ]);
    expect(sms.parse(jsonWebhook({ ...fields, channel: "whatsapp", text: "Hi" }))).toEqual([]);
    expect(sms.parse(jsonWebhook({ ...fields, status: "delivered" }))).toEqual([]);
  });

  test("accepts the token of the Messages API without its nonce, because a message is repeated", async () => {
    const body = "{}";
    const claims = { jti: "j1", api_key: "k", payload_hash: createHash("sha256").update(body).digest("hex") };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setIssuedAt(now / 1000)
      .sign(new TextEncoder().encode(secret));
    const credentials = [{ apiKey: "k", signatureSecret: secret }];
    const request = webhook({ body, headers: { authorization: `Bearer ${token}` } });
    expect(await sms.verify(request, { credentials, now })).toEqual({ isValid: true, sentAt: now });
  });

  test("ignores receipts of delivery", () => {
    expect(sms.parse(jsonWebhook({ messageId: "m1", status: "delivered", "err-code": "0" }))).toEqual([]);
  });
});

describe("a simulated Vonage", () => {
  const credentials = {
    ...{ apiKey: "a1b2c3d", applicationId: "app1", signatureSecret: "0123456789abcdef0123456789abcdef" },
    ...{ smsSignatureSecret: "sms1", smsSignatureMethod: "sha256" },
  };
  const to = "+14165550102";
  const from = "+14045001000";
  const endpoints = ["client:lena", "sip:lena@pbx.example.com;transport=tls", "tel:+14165550199"];
  /** Rings one endpoint after the other, then records a message. */
  const inOrder = () => {
    let next = 0;
    return serveDoor(vonage, {
      credentials: [credentials],
      decide(event, urls) {
        if (event.kind === "legEnded" && event.outcome === "answered") return { kind: "hangUp" };
        const endpoint = endpoints[next++];
        if (endpoint !== undefined) return ringStep(endpoint, urls);
        const { recordedUrl } = urls;
        return {
          kind: "voicemail",
          text: "Leave a message.",
          language: "en-GB",
          secondsMax: 60,
          recordedUrl,
        };
      },
    });
  };

  test.each(["GET", "POST"] as const)(
    "rings in order after %s, then records a message",
    async (answerMethod) => {
      const served = await inOrder();
      const call = await new VonageSimulator({ ...served, answerMethod }, credentials).call({ from, to });
      expect(call).toMatchObject({
        rang: [["user:lena"], ["sip:lena@pbx.example.com;transport=tls"], ["14165550199"]],
        callerIds: ["14165550102", "14165550102", "14165550102"],
        ...{ heard: ["Leave a message."], hasLeftMessage: true, violations: [] },
      });
      const ids = new Set(served.events.map(({ call: it }) => it?.id));
      expect(ids.size).toBe(1);
      const legs = served.events.filter((it) => it.kind === "legEnded");
      expect(legs.map(({ call: it }) => it.to)).toEqual([to, to, to]);
      expect(served.events.at(-1)).toMatchObject({ kind: "recorded", seconds: 7 });
    },
  );

  test("stops at the endpoint that answers", async () => {
    const served = await inOrder();
    const outcomeOf = (endpoint: string) => (endpoint.startsWith("sip:") ? "answered" : "busy");
    const call = await new VonageSimulator(served, credentials).call({ from, to, outcomeOf });
    expect(call).toMatchObject({ answeredBy: "sip:lena@pbx.example.com;transport=tls", end: "answered" });
    expect(call.rang).toHaveLength(2);
    expect(call.violations).toEqual([]);
  });

  test.each(["GET", "POST"] as const)("repeats a message with %s until it is received", async (method) => {
    const received: CarrierMessage[] = [];
    const served = await serveDoor(vonage, {
      credentials: [credentials],
      receive(messages) {
        received.push(...messages);
        if (received.length < 2) throw new Error("the database is unavailable");
      },
    });
    const simulator = new VonageSimulator(served, credentials);
    const message = { from, to, text: "1+1=2 & é" };
    expect(await simulator.sendMessage(message, { method })).toEqual([503, 204]);
    expect(received).toMatchObject([message, message]);
    expect(received[0]?.id).toBe(received[1]?.id);
  });
});
