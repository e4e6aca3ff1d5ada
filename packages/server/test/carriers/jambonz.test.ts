import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UnreadableWebhook, type VoiceDoor } from "../../src/carriers/contract/carrier-door.ts";
import { jambonz } from "../../src/carriers/jambonz/index.ts";
import type { CallStep } from "../../src/core/telephony/call.ts";
import { numbersProviderOf } from "../../src/core/telephony/numbers-provider.ts";
import type { CarrierAccount } from "../../src/model.ts";
import { serveDoor } from "../helpers/carriers/door-server.ts";
import { JambonzSimulator } from "../helpers/carriers/jambonz.ts";
import { jambonzVerbs } from "../helpers/carriers/jambonz-rules.ts";
import { aCall, everyStep, jsonWebhook, ringStep, webhook } from "../helpers/carriers/json-webhook.ts";
import { basic } from "../helpers/carriers/simulator.ts";
import { callSteps, carrierCalls } from "../helpers/carriers/steps.ts";
import { times } from "../helpers/depth.ts";
import { schemaViolations } from "../helpers/json-schema.ts";

const voice = jambonz.voice as VoiceDoor;
const documentOf = (step: CallStep) => JSON.parse(voice.render(step, aCall, {}).body);

describe("the signature", () => {
  const now = 1_700_000_000_000;
  const body = '{"call_sid":"c1"}';
  const signed = (time = now / 1000, secret = "s1") =>
    `t=${time},v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`;
  const verify = (header: string, credentials: Record<string, string> = { webhookSecret: "s1" }) =>
    voice.verify(webhook({ body, headers: { "jambonz-signature": header } }), {
      credentials: [credentials],
      now,
    });

  test("is accepted for five minutes", () => {
    expect(verify(signed())).toEqual({ isValid: true, sentAt: now });
    for (const seconds of [-300, 300])
      expect(verify(signed(now / 1000 + seconds))).toMatchObject({ isValid: true });
    for (const seconds of [-301, 301])
      expect(verify(signed(now / 1000 + seconds))).toEqual({ isValid: false, reason: "expired" });
  });

  test("is rejected with another secret, another body, and another method", () => {
    expect(verify(signed(now / 1000, "s2"))).toEqual({ isValid: false, reason: "wrong" });
    const options = { credentials: [{ webhookSecret: "s1" }], now };
    const headers = { "jambonz-signature": signed() };
    expect(voice.verify(webhook({ body: `${body} `, headers }), options)).toMatchObject({ reason: "wrong" });
    expect(voice.verify(webhook({ method: "GET", body, headers }), options)).toMatchObject({
      reason: "unsigned",
    });
    expect(verify("v1=00")).toMatchObject({ reason: "unsigned" });
    expect(verify(signed(), {})).toMatchObject({ reason: "unconfigured" });
  });

  test("can be replaced by Basic authentication only where no secret is configured", () => {
    const authorization = basic("j", "p");
    const user = { webhookUser: "j", webhookPassword: "p" };
    const request = webhook({ headers: { authorization } });
    expect(voice.verify(request, { credentials: [user], now })).toEqual({ isValid: true });
    const both = [{ ...user, webhookSecret: "s1" }];
    expect(voice.verify(request, { credentials: both, now })).toMatchObject({ reason: "unsigned" });
  });
});

test("an account names the provider of its numbers", () => {
  const account = (provider: CarrierAccount["provider"], identifiers = {}) => ({ provider, identifiers });
  expect(numbersProviderOf(account("jambonz", { numbersProvider: "telnyx" }))).toBe("telnyx");
  expect(numbersProviderOf(account("jambonz", { numbersProvider: "nobody" }))).toBe("other");
  expect(numbersProviderOf(account("jambonz"))).toBe("other");
  expect(numbersProviderOf(account("twilio", { numbersProvider: "telnyx" }))).toBe("twilio");
});

describe("the events", () => {
  const fields = { call_sid: "c1", from: "+14045001000", to: "14165550102", call_status: "trying" };

  test("reads an incoming call, with and without plus", () => {
    expect(voice.parse(jsonWebhook(fields), "voice")).toEqual({
      kind: "incoming",
      call: { id: "c1", to: "+14165550102", from: "+14045001000", isWithheld: false },
    });
  });

  test.each([
    ["completed", "answered"],
    ["no-answer", "noAnswer"],
    ["busy", "busy"],
    ["failed", "failed"],
    ["something new", "failed"],
  ])("reads the status %s of a dialed leg", (dial_call_status, outcome) => {
    const event = voice.parse(jsonWebhook({ ...fields, dial_call_status }), "next");
    expect(event).toMatchObject({ kind: "legEnded", outcome, call: { to: "+14165550102" } });
  });

  test("reads the status of a call", () => {
    const event = voice.parse(jsonWebhook({ ...fields, call_status: "completed" }), "status");
    expect(event).toMatchObject({ kind: "status", status: "completed" });
  });

  test.each(["", "[]", "{}"])("refuses %j", (body) => {
    expect(() => voice.parse(webhook({ body }), "voice")).toThrow(UnreadableWebhook);
  });
});

describe("the verbs", () => {
  test("keep to the published specification whatever people have written", () => {
    fc.assert(
      fc.property(callSteps(["sip", "phone"]), carrierCalls, (step, call) => {
        expect(schemaViolations(jambonzVerbs, JSON.parse(voice.render(step, call, {}).body))).toEqual([]);
      }),
      { numRuns: times(500, 20_000) },
    );
  });

  test("keep to the published specification in every step", () => {
    for (const step of everyStep) {
      const withRealm =
        step.kind === "ring" && step.targets[0].kind === "client"
          ? { ...step, targets: [{ kind: "client", name: "lena@acme.example" }] as const }
          : step;
      expect(schemaViolations(jambonzVerbs, documentOf(withRealm))).toEqual([]);
    }
  });

  test("reach a client in the account's SIP realm, and no client without one", () => {
    const account = (identifiers: Record<string, string>) => ({ identifiers }) as CarrierAccount;
    expect(voice.targetOf("client:lena", account({ sipRealm: "acme.sip.jambonz.cloud" }))).toEqual({
      kind: "client",
      name: "lena@acme.sip.jambonz.cloud",
    });
    expect(voice.targetOf("client:lena", account({}))).toBeUndefined();
    expect(voice.targetOf("tel:+14165550199", account({}))).toEqual({ kind: "phone", line: "+14165550199" });
  });
});

describe("a simulated jambonz", () => {
  const to = "+14165550102";
  const from = "+14045001000";

  test("rings in order, then declines", async () => {
    const endpoints = ["sip:lena@pbx.example.com", "tel:+14165550199"];
    let next = 0;
    const served = await serveDoor(jambonz, {
      credentials: [{ webhookSecret: "s1" }],
      decide(_, urls) {
        const endpoint = endpoints[next++];
        return endpoint === undefined ? { kind: "reject" } : ringStep(endpoint, urls, to);
      },
    });
    const call = await new JambonzSimulator(served, "s1").call({ from, to, outcomeOf: () => "busy" });
    expect(call).toMatchObject({
      rang: [["sip:lena@pbx.example.com"], ["+14165550199"]],
      ...{ callerIds: [to, to], end: "refused", violations: [] },
    });
    expect(served.events.map(({ kind }) => kind)).toEqual(["incoming", "legEnded", "legEnded", "status"]);
  });

  test("plays the announcement when nobody answers, and is refused with another secret", async () => {
    const served = await serveDoor(jambonz, {
      credentials: [{ webhookSecret: "s1" }],
      decide: () => ({ kind: "announce", text: "Nobody is here.", language: "en-US" }),
    });
    expect(await new JambonzSimulator(served, "s1").call({ from, to })).toMatchObject({
      heard: ["Nobody is here."],
      violations: [],
    });
    expect(await new JambonzSimulator(served, "s2").call({ from, to })).toMatchObject({
      end: "carrierError",
    });
  });
});
