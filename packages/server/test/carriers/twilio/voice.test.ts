import { describe, expect, test } from "vitest";
import { UnreadableWebhook } from "../../../src/carriers/contract/carrier-door.ts";
import { twilio } from "../../../src/carriers/twilio/index.ts";
import { twilioVoice } from "../../../src/carriers/twilio/voice.ts";
import type { CarrierAccount } from "../../../src/model.ts";
import { checkDocuments } from "../../helpers/carriers/check-documents.ts";
import {
  call,
  content,
  desk,
  lena,
  mobile,
  nextUrl,
  recordedUrl,
  ring,
  statusUrl,
  voicemail,
} from "../../helpers/carriers/steps.ts";
import { twimlRules } from "../../helpers/carriers/twiml-rules.ts";
import { type SentWebhook, webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/twilio/5f7b1c2e8a1d4e0012c3b4a5/voice";
const incoming = {
  CallSid: call.id,
  AccountSid: "AC5f7b1c2e8a1d4e0012c3b4a55f7b1c2e",
  From: call.from,
  To: call.to,
  CallStatus: "ringing",
  Direction: "inbound",
  ApiVersion: "2010-04-01",
};
const parse = (sent: Omit<SentWebhook, "url">, path: Parameters<typeof twilioVoice.parse>[1] = "voice") =>
  twilioVoice.parse(webhook({ url, ...sent }), path);
const document = (step: Parameters<typeof twilioVoice.render>[0], of = call) =>
  twilioVoice.render(step, of, {}).body;

describe("an incoming call", () => {
  test.each([
    ["a form", { form: incoming }],
    ["JSON", { json: incoming }],
  ])("is read from %s", (_, sent) => {
    expect(parse(sent)).toEqual({ kind: "incoming", call });
  });

  test("is read from the query of a GET", () => {
    const query = new URLSearchParams(incoming).toString();
    expect(twilioVoice.parse(webhook({ method: "GET", url: `${url}?${query}` }), "voice")).toEqual({
      kind: "incoming",
      call,
    });
  });

  test.each(["anonymous", "Restricted", "+266696687", "+7378742833", "+86282452253", "", " unknown "])(
    "from %j is withheld",
    (from) => {
      expect(parse({ form: { ...incoming, From: from } })).toEqual({
        kind: "incoming",
        call: { ...call, from, isWithheld: true },
      });
    },
  );

  test("names the client that dials", () => {
    expect(parse({ form: { ...incoming, From: "client:lena" } })).toMatchObject({
      call: { from: "client:lena", client: "lena", isWithheld: false },
    });
  });

  test.each(["CallSid", "To"])("without %s is unreadable", (name) => {
    const form = Object.fromEntries(Object.entries(incoming).filter(([key]) => key !== name));
    expect(() => parse({ form })).toThrow(new UnreadableWebhook(`${name} is missing.`));
  });

  test.each([
    ["a list", { json: [incoming] }],
    ["null", { json: null }],
    ["no JSON", { body: "{", headers: { "content-type": "application/json" } }],
    ["bytes that are not UTF-8", { body: Buffer.from([0xff]) }],
  ])("of %s is unreadable", (_, sent) => {
    expect(() => parse(sent)).toThrow(UnreadableWebhook);
  });

  test("with names that objects have is read", () => {
    const body = JSON.stringify(incoming).replace("{", '{"__proto__":{"To":"x"},"constructor":"y",');
    expect(parse({ body, headers: { "content-type": "application/json" } })).toEqual({
      kind: "incoming",
      call,
    });
  });
});

describe("what follows", () => {
  test.each([
    ["completed", "answered"],
    ["answered", "answered"],
    ["busy", "busy"],
    ["no-answer", "noAnswer"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["something-new", "failed"],
    ["", "failed"],
  ])("DialCallStatus %s is %s", (status, outcome) => {
    expect(parse({ form: { ...incoming, DialCallStatus: status } }, "next")).toEqual({
      kind: "legEnded",
      call,
      outcome,
    });
  });

  test("a recording is named", () => {
    const form = { ...incoming, RecordingUrl: "https://api.twilio.com/RE1", RecordingDuration: "7" };
    expect(parse({ form }, "recorded")).toEqual({
      kind: "recorded",
      call,
      url: "https://api.twilio.com/RE1",
      seconds: 7,
    });
    expect(parse({ form: incoming }, "recorded")).toEqual({ kind: "status", call, status: "ringing" });
  });

  test("the status of a leg belongs to the call", () => {
    const form = { ...incoming, CallSid: "CAleg", ParentCallSid: call.id, CallStatus: "completed" };
    expect(parse({ form }, "status")).toEqual({ kind: "status", call, status: "completed" });
    expect(parse({ form: {} }, "status")).toEqual({ kind: "status", call: null, status: "unknown" });
  });
});

describe("documents", () => {
  const callback = `statusCallback="${statusUrl}" statusCallbackMethod="POST" statusCallbackEvent="answered completed"`;

  test("ring one target with a callback", () => {
    expect(document(ring([lena]))).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Dial answerOnBridge="true" timeout="20" action="${nextUrl}" method="POST"><Client ${callback}>lena</Client></Dial></Response>`,
    );
  });

  test("ring several targets at once", () => {
    expect(content(document(ring([lena, desk, mobile])))).toContain(
      `<Client ${callback}>lena</Client><Sip ${callback}>sip:lena@pbx.example.com:5061;transport=tls</Sip><Number ${callback}>+14165550123</Number>`,
    );
  });

  test("ring at most ten", () => {
    const targets = Array.from({ length: 11 }, (_, index) => ({
      kind: "client" as const,
      name: `lena${index}`,
    }));
    expect(document(ring([lena, ...targets])).match(/<Client /g)).toHaveLength(10);
  });

  test("record only when asked", () => {
    expect(document(ring([lena], { isRecorded: true }))).toContain(`record="record-from-answer"`);
    expect(document(ring([lena]))).not.toContain("record=");
  });

  test("show the caller, the number asked for, or for a withheld caller the called number", () => {
    const withheld = { ...call, from: "anonymous", isWithheld: true };
    expect(document(ring([mobile]))).not.toContain("callerId");
    expect(document(ring([mobile], { callerId: "+14165550111" }), withheld)).toContain(
      `callerId="+14165550111"`,
    );
    expect(document(ring([mobile]), withheld)).toContain(`callerId="+14165550100"`);
    expect(document(ring([mobile]), { ...withheld, to: "client:x" })).not.toContain("callerId");
  });

  test("forward, announce, record a message, reject and hang up", () => {
    const forward = { kind: "forward", line: "+14165550123", seconds: 20, callerId: null, nextUrl } as const;
    expect(content(document(forward))).toBe(
      `<Dial answerOnBridge="true" timeout="20" action="${nextUrl}" method="POST"><Number>+14165550123</Number></Dial>`,
    );
    expect(
      content(document({ kind: "announce", text: "Nobody is <here> & there.", language: "en-GB" })),
    ).toBe(`<Say language="en-GB">Nobody is &lt;here&gt; &amp; there.</Say><Hangup/>`);
    expect(content(document(voicemail("fr-CA")))).toBe(
      `<Say language="fr-CA">Speak.</Say><Record maxLength="120" playBeep="true" action="${recordedUrl}" method="POST"/>`,
    );
    expect(content(document({ kind: "reject" }))).toBe(`<Reject reason="busy"/>`);
    expect(content(document({ kind: "hangUp" }))).toBe("<Hangup/>");
  });

  test.each([
    ["en-us", "en-US"],
    ["fr", "fr-FR"],
    ["de-CH", "de-DE"],
    ["fa-IR", undefined],
  ])("speak %s as %s", (language, spoken) => {
    const said = content(document({ kind: "announce", text: "x", language }));
    expect(said).toBe(`<Say${spoken ? ` language="${spoken}"` : ""}>x</Say><Hangup/>`);
  });

  test("say nothing that cannot be spoken", () => {
    expect(content(document({ kind: "announce", text: " \u0000 ", language: "en" }))).toBe("<Hangup/>");
  });

  test("end a recorded call, and acknowledge a status with nothing", () => {
    const recorded = { kind: "recorded", call, url: "https://api.twilio.com/RE1", seconds: 7 } as const;
    expect(content(twilioVoice.renderAcknowledgement(recorded).body)).toBe("<Hangup/>");
    const status = { kind: "status", call, status: "completed" } as const;
    expect(content(twilioVoice.renderAcknowledgement(status).body)).toBe("");
  });

  test("keep the vendor's rules, whatever the step, the texts and the caller", () => {
    checkDocuments(twilio, twimlRules, { identifiers: {} });
  });
});

describe("endpoints", () => {
  const account = {} as CarrierAccount;

  test.each([
    ["client:lena", lena],
    ["sip:lena@pbx.example.com:5061;transport=tls", desk],
    ["sips:lena@pbx.example.com", { kind: "sip", uri: "sips:lena@pbx.example.com" }],
    ["tel:+14165550123", mobile],
    ["tel:+98BANK", undefined],
    ["mailto:lena@example.com", undefined],
  ])("%s", (endpoint, target) => {
    expect(twilio.voice?.targetOf(endpoint, account)).toEqual(target);
  });
});
