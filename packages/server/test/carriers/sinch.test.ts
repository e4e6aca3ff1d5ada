import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UnreadableWebhook, type VoiceDoor } from "../../src/carriers/contract/carrier-door.ts";
import { sinch } from "../../src/carriers/sinch/index.ts";
import { verifySinchVoice } from "../../src/carriers/sinch/voice-signature.ts";
import type { CallStep } from "../../src/core/telephony/call.ts";
import type { CarrierMessage } from "../../src/core/telephony/message.ts";
import { serveDoor } from "../helpers/carriers/door-server.ts";
import { aCall, everyStep, jsonWebhook, ringStep, webhook } from "../helpers/carriers/json-webhook.ts";
import { basic } from "../helpers/carriers/simulator.ts";
import { SinchSimulator } from "../helpers/carriers/sinch.ts";
import { callSteps, carrierCalls } from "../helpers/carriers/steps.ts";
import { svamlOfIncomingCall } from "../helpers/carriers/svaml-rules.ts";
import { times } from "../helpers/depth.ts";
import { schemaViolations } from "../helpers/json-schema.ts";

const voice = sinch.voice as VoiceDoor;
const sms = sinch.sms as NonNullable<typeof sinch.sms>;
const documentOf = (step: CallStep) => JSON.parse(voice.render(step, aCall, {}).body);

describe("the signature of the Voice API", () => {
  // https://developers.sinch.com/docs/voice/api-reference/authentication/callback-signed-request
  const key = "669E367E-6BBA-48AB-AF15-266871C28135";
  const secret = "BeIukql3pTKJ8RGL5zo0DA==";
  const sentAt = Date.parse("2014-09-24T10:59:41Z");
  const documented = {
    url: "https://edge.example.com/sinch/callback/ace",
    body: '{"event":"ace","callid":"822aa4b7-05b4-4d83-87c7-1f835ee0b6f6_257","timestamp":"2014-09-24T10:59:41Z","version":1}',
    headers: {
      "content-type": "application/json",
      "x-timestamp": "2014-09-24T10:59:41Z",
      authorization: `application ${key}:Tg6fMyo8mj9pYfWQ9ssbx3Tc1BNC87IEygAfLbJqZb4=`,
    },
  };
  const verify = (request: Parameters<typeof webhook>[0], now = sentAt, credentials = [{}]) =>
    verifySinchVoice(webhook(request), {
      credentials: credentials.map((it) => ({ applicationKey: key, applicationSecret: secret, ...it })),
      now,
    });
  const headers = (changes: Record<string, string>) => ({ ...documented.headers, ...changes });

  test("accepts the documented example", () => {
    expect(verify(documented)).toEqual({ isValid: true, sentAt });
    expect(verify({ ...documented, url: `${documented.url}?x=1` })).toMatchObject({ isValid: true });
    const authorization = documented.headers.authorization.replace("application", "Application");
    expect(verify({ ...documented, headers: headers({ authorization }) })).toMatchObject({ isValid: true });
  });

  test.each([
    ["another body", { body: documented.body.replace("257", "258") }],
    ["another path", { url: "https://edge.example.com/sinch/callback/ice" }],
    ["another content type", { headers: headers({ "content-type": "application/json; charset=utf-8" }) }],
    ["another time", { headers: headers({ "x-timestamp": "2014-09-24T10:59:42Z" }) }],
    ["another method", { method: "GET" as const }],
    [
      "another key",
      { headers: headers({ authorization: documented.headers.authorization.replace("669E", "669F") }) },
    ],
  ])("rejects %s", (_, change) => {
    expect(verify({ ...documented, ...change })).toEqual({ isValid: false, reason: "wrong" });
  });

  test("limits the age to five minutes in both directions", () => {
    for (const offset of [-300_000, 300_000])
      expect(verify(documented, sentAt + offset)).toMatchObject({ isValid: true });
    for (const offset of [-300_001, 300_001])
      expect(verify(documented, sentAt + offset)).toEqual({ isValid: false, reason: "expired" });
  });

  test("reads times with seven decimals", () => {
    const timestamp = "2014-06-02T15:39:31.2729234Z";
    const signed = `POST\n\napplication/json\nx-timestamp:${timestamp}\n/sinch/callback/ace`;
    const signature = createHmac("sha256", Buffer.from(secret, "base64")).update(signed).digest("base64");
    const request = {
      ...documented,
      body: "",
      headers: headers({ "x-timestamp": timestamp, authorization: `application ${key}:${signature}` }),
    };
    const at = Date.parse("2014-06-02T15:39:31.272Z");
    expect(verify(request, at)).toEqual({ isValid: true, sentAt: at });
  });

  test("rejects what is not signed, and everything without a secret", () => {
    expect(verify({ ...documented, headers: {} })).toEqual({ isValid: false, reason: "unsigned" });
    const { authorization } = documented.headers;
    expect(verify({ ...documented, headers: { authorization } })).toEqual({
      isValid: false,
      reason: "unsigned",
    });
    for (const credentials of [[], [{ applicationSecret: "" }]])
      expect(verify(documented, sentAt, credentials)).toEqual({ isValid: false, reason: "unconfigured" });
  });

  test("accepts the former secret after the current one", () => {
    const credentials = [{ applicationSecret: "bmV3" }, {}];
    expect(verify(documented, sentAt, credentials)).toEqual({ isValid: true, sentAt });
    expect(verify(documented, sentAt, credentials.slice(0, 1))).toEqual({ isValid: false, reason: "wrong" });
  });

  test("accepts Basic authentication with the application's key and secret", () => {
    expect(verify({ headers: { authorization: basic(key, secret) } })).toEqual({ isValid: true });
    expect(verify({ headers: { authorization: basic(key, "other") } })).toEqual({
      isValid: false,
      reason: "wrong",
    });
    // The SDK's own check accepts this.
    expect(verify({ headers: { authorization: `Basic ${key}:${secret}` } })).toMatchObject({
      isValid: false,
    });
  });
});

describe("the events of the Voice API", () => {
  const ice = { event: "ice", callid: "c1", cli: "14045001000", domain: "pstn" };
  const parse = (value: unknown) => voice.parse(jsonWebhook(value), "voice");

  test.each([
    [{ type: "number", endpoint: "+14165550102" }, "+14165550102"],
    [{ type: "did", endpoint: "14165550102" }, "+14165550102"],
    [{ type: "username", endpoint: "lena" }, "client:lena"],
    [{ type: "sip", endpoint: "lena@pbx.example.com" }, "sip:lena@pbx.example.com"],
    [undefined, ""],
  ])("reads the called line of %j", (to, line) => {
    expect(parse({ ...ice, to })).toEqual({
      kind: "incoming",
      call: { id: "c1", to: line, from: "+14045001000", isWithheld: false },
    });
  });

  test("accepts both spellings of the call's id", () => {
    const { callid: callId, ...rest } = ice;
    expect(parse({ ...rest, callId })).toMatchObject({ call: { id: "c1" } });
    expect(() => parse(rest)).toThrow(UnreadableWebhook);
  });

  test.each(["", "anonymous", "PRIVATE", "266696687"])("marks the caller %j as withheld", (cli) => {
    expect(parse({ ...ice, cli })).toMatchObject({ call: { isWithheld: true } });
  });

  test("continues an answered call, and expects nothing of the other events", () => {
    const answered = parse({ event: "ace", callid: "c1" });
    expect(answered).toMatchObject({ kind: "status", status: "answered" });
    expect(voice.renderAcknowledgement(answered)).toMatchObject({
      status: 200,
      body: '{"action":{"name":"continue"}}',
    });
    for (const [result, status] of [
      ["ANSWERED", "completed"],
      ["BUSY", "busy"],
      ["NOANSWER", "no-answer"],
      ["constructor", "completed"],
    ]) {
      const event = parse({ event: "dice", callid: "c1", result });
      expect(event).toMatchObject({ kind: "status", status });
      expect(voice.renderAcknowledgement(event).body).toBe("{}");
    }
    expect(parse({ event: "notify" })).toEqual({ kind: "status", call: null, status: "notify" });
  });

  test.each(["", "[]", "null", "{", '"ice"', "{}", '{"event":{}}', '{"__proto__":{"event":"ice"}}'])(
    "refuses %j",
    (body) => {
      expect(() => voice.parse(webhook({ body }), "voice")).toThrow(UnreadableWebhook);
    },
  );
});

describe("SVAML", () => {
  test("keeps to the published rules whatever people have written", () => {
    fc.assert(
      fc.property(callSteps(["client", "sip", "phone"]), carrierCalls, (step, call) => {
        expect(schemaViolations(svamlOfIncomingCall, JSON.parse(voice.render(step, call, {}).body))).toEqual(
          [],
        );
      }),
      { numRuns: times(500, 20_000) },
    );
  });

  test("keeps to the published rules in every step", () => {
    for (const step of everyStep) expect(schemaViolations(svamlOfIncomingCall, documentOf(step))).toEqual([]);
  });

  test("connects to every kind of endpoint", () => {
    const connected = (endpoint: string, callerId: string | null = null) =>
      documentOf(ringStep(endpoint, { nextUrl: "", statusUrl: "" }, callerId)).action;
    expect(connected("tel:+14165550199", "+14165550102")).toEqual({
      ...{ name: "connectPstn", number: "+14165550199", cli: "+14165550102" },
      ...{ dialTimeout: 20, maxDuration: 14_400 },
    });
    expect(connected("client:lena")).toEqual({
      name: "connectMxp",
      destination: { type: "username", endpoint: "lena" },
    });
    for (const [uri, transport] of [
      ["sip:lena@pbx.example.com:5061;transport=tls", "TLS"],
      ["sip:lena@pbx.example.com:5061;Transport=tcp;lr", "TCP"],
      ["sip:lena@pbx.example.com:5061;transport=ws", "UDP"],
      ["sips:lena@pbx.example.com:5061", "TLS"],
    ] as const)
      expect(connected(uri)).toEqual({
        name: "connectSip",
        destination: { type: "sip", endpoint: "lena@pbx.example.com:5061" },
        ...{ transport, maxDuration: 14_400 },
      });
  });

  test("cuts a long announcement into parts of 600 characters, at spaces and not inside of a character", () => {
    const spoken = (text: string): string[] =>
      documentOf({ kind: "announce", text, language: "en-US" })
        .instructions.slice(1)
        .map((it: { text: string }) => it.text);
    const words = "twelve chars ".repeat(100).trim();
    expect(spoken(words).join(" ")).toBe(words);
    const emoji = `${"x".repeat(599)}😀${"y".repeat(10)}`;
    expect(spoken(emoji)).toEqual(["x".repeat(599), `😀${"y".repeat(10)}`]);
    expect(spoken("")).toEqual([]);
  });
});

describe("the SMS API", () => {
  // https://github.com/sinch/sinch-sdk-node, packages/sms/tests/rest/v1/callbacks
  const signed = {
    body: '{"at":"2025-01-13T09:22:40.914Z","batch_id":"01JHFFHQ0P99JPPNQPJDV7JTBP","client_reference":"a client reference","code":0,"operator_status_at":"2025-01-13T09:22:00Z","recipient":"33662162466","status":"Delivered","type":"recipient_delivery_report_sms"}',
    headers: {
      "x-sinch-webhook-signature": "ZoHei66PPN/kZjw7hFVfGhJOnml3iGNCMWoyQVcE5o0=",
      "x-sinch-webhook-signature-nonce": "01JHFFHWYY7HSS4FWTMDTQEK8V",
      "x-sinch-webhook-signature-timestamp": "1736760161",
      "x-sinch-webhook-signature-algorithm": "HmacSHA256",
    },
  };
  const now = 1_736_760_161_000;
  const verify = (
    request: Parameters<typeof webhook>[0],
    credentials: Record<string, string> = { smsWebhookSecret: "SMSWebhooksSecret" },
    at = now,
  ) => sms.verify(webhook(request), { credentials: [credentials], now: at });

  test("accepts the signature of the SDK's test, for five minutes", () => {
    expect(verify(signed)).toEqual({ isValid: true, sentAt: now });
    expect(verify({ ...signed, body: `${signed.body} ` })).toEqual({ isValid: false, reason: "wrong" });
    expect(verify(signed, undefined, now + 300_001)).toEqual({ isValid: false, reason: "expired" });
    expect(verify({ ...signed, headers: {} })).toEqual({ isValid: false, reason: "unsigned" });
    expect(verify(signed, {})).toEqual({ isValid: false, reason: "unconfigured" });
    const headers = { ...signed.headers, "x-sinch-webhook-signature-algorithm": "HmacSHA1" };
    expect(verify({ ...signed, headers })).toEqual({ isValid: false, reason: "wrong" });
  });

  test("accepts Basic authentication, or a secret in the path, where these are configured", () => {
    const basics = { smsUser: "sinch", smsPassword: "pass:word" };
    const authorization = basic("sinch", "pass:word");
    expect(verify({ headers: { authorization } }, basics)).toEqual({ isValid: true });
    expect(verify({ headers: { authorization: basic("sinch", "pass") } }, basics)).toMatchObject({
      reason: "wrong",
    });
    expect(verify({ headers: { authorization } }, { smsWebhookSecret: "s" })).toMatchObject({
      reason: "unsigned",
    });
    expect(verify({ pathSecret: "p1" }, { pathSecret: "p1", smsWebhookSecret: "s" })).toEqual({
      isValid: true,
    });
    expect(verify({ pathSecret: "p2" }, { pathSecret: "p1" })).toMatchObject({ reason: "wrong" });
    expect(verify({ pathSecret: "p1" }, { smsWebhookSecret: "s" })).toMatchObject({ reason: "unsigned" });
  });

  test("has rejected webhooks repeated only where that can help", () => {
    expect(sinch.statusOfRejected).toEqual({ unconfigured: 503, expired: 503 });
  });

  const message = { id: "m1", from: "14165550100", to: "12362320246" };
  test.each([
    [{ type: "mo_text", body: "Hey" }, "Hey", []],
    [{ type: "mo_binary", body: "aGV5", udh: "050003" }, "aGV5", []],
    [
      {
        type: "mo_media",
        body: { subject: "Photos", message: "Look", media: [{ url: "https://m.example/1" }, {}] },
      },
      "Photos\nLook",
      ["https://m.example/1"],
    ],
    [{ type: "mo_media", body: "no object" }, "", []],
  ])("reads %j", (content, text, mediaUrls) => {
    expect(sms.parse(jsonWebhook({ ...message, ...content }))).toEqual([
      { id: "m1", from: "+14165550100", to: "+12362320246", text, mediaUrls },
    ]);
  });

  test("ignores reports of delivery, and leaves short codes as they are", () => {
    expect(sms.parse(webhook(signed))).toEqual([]);
    expect(sms.parse(jsonWebhook({ ...message, to: "72345", type: "mo_text" }))).toMatchObject([
      { to: "72345", text: "" },
    ]);
  });
});

describe("a simulated Sinch", () => {
  const credentials = {
    applicationKey: "key1",
    applicationSecret: createHash("sha256").update("secret").digest("base64"),
    smsWebhookSecret: "sms1",
  };
  const to = "+14165550102";
  const from = "+14045001000";

  test("rings the first endpoint and nothing after it", async () => {
    const served = await serveDoor(sinch, {
      credentials: [credentials],
      decide: (_, urls) => ringStep("tel:+14165550199", urls, to),
    });
    const call = await new SinchSimulator(served, credentials).call({ from, to, outcomeOf: () => "busy" });
    expect(call).toMatchObject({
      rang: [["+14165550199"]],
      callerIds: [to],
      end: "completed",
      violations: [],
    });
    expect(served.events.map((it) => it.kind)).toEqual(["incoming", "status"]);
  });

  test("continues the call after the answer", async () => {
    const served = await serveDoor(sinch, {
      credentials: [credentials],
      decide: (_, urls) => ringStep("sip:lena@pbx.example.com", urls),
    });
    const outcomeOf = () => "answered" as const;
    const call = await new SinchSimulator(served, credentials).call({ from, to, outcomeOf });
    expect(call).toMatchObject({ answeredBy: "lena@pbx.example.com", end: "answered", violations: [] });
    expect(served.events.map((it) => it.kind === "status" && it.status)).toEqual([
      false,
      "answered",
      "completed",
    ]);
  });

  test.each([
    [{ kind: "announce", text: "Nobody is here.", language: "en-US" }, ["Nobody is here."], "completed"],
    [{ kind: "reject" }, [], "refused"],
  ] as const)("follows %j", async (step, heard, end) => {
    const served = await serveDoor(sinch, { credentials: [credentials], decide: () => step });
    const call = await new SinchSimulator(served, credentials).call({ from, to });
    expect(call).toMatchObject({ heard, end, rang: [], violations: [] });
  });

  test("plays an error when it signs with another secret", async () => {
    const served = await serveDoor(sinch, {
      credentials: [{ ...credentials, applicationSecret: "bmV3" }],
      decide: () => ({ kind: "reject" }),
    });
    expect(await new SinchSimulator(served, credentials).call({ from, to })).toMatchObject({
      end: "carrierError",
    });
  });

  test("repeats a message with the same id until it is received", async () => {
    const received: CarrierMessage[] = [];
    const served = await serveDoor(sinch, {
      credentials: [credentials],
      receive(messages) {
        received.push(...messages);
        if (received.length < 3) throw new Error("the database is unavailable");
      },
    });
    const simulator = new SinchSimulator(served, credentials);
    expect(await simulator.sendMessage({ from, to, text: "Hé 👍" })).toEqual([503, 503, 200]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(received[0]).toMatchObject({ from, to, text: "Hé 👍" });
  });
});
