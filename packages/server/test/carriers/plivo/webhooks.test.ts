import { describe, expect, test } from "vitest";
import { plivo } from "../../../src/carriers/plivo/index.ts";
import { plivoSms } from "../../../src/carriers/plivo/sms.ts";
import { plivoVoice } from "../../../src/carriers/plivo/voice.ts";
import { checkDocuments } from "../../helpers/carriers/check-documents.ts";
import { plivoRules } from "../../helpers/carriers/plivo-rules.ts";
import {
  call,
  content,
  desk,
  mobile,
  nextUrl,
  recordedUrl,
  ring,
  voicemail,
} from "../../helpers/carriers/steps.ts";
import { accountWith, webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/plivo/5f7b1c2e8a1d4e0012c3b4a5/voice";
const incoming = {
  CallUUID: "3e82ae9d-2c78-4d85-b1a4-6eae7dbafb36",
  From: "14165550199",
  To: "14165550100",
  CallStatus: "ringing",
  Direction: "inbound",
  Event: "StartApp",
};
const theCall = { ...call, id: incoming.CallUUID };
const parse = (form: Record<string, string>, path: Parameters<typeof plivoVoice.parse>[1]) =>
  plivoVoice.parse(webhook({ url, form }), path);
const document = (step: Parameters<typeof plivoVoice.render>[0], of = call) =>
  content(plivoVoice.render(step, of, {}).body);

describe("calls", () => {
  test("get their plus", () => {
    expect(parse(incoming, "voice")).toEqual({ kind: "incoming", call: theCall });
  });

  test.each(["anonymous", "266696687", "+266696687"])("of %s are withheld", (From) => {
    expect(parse({ ...incoming, From }, "voice").call).toMatchObject({ from: From, isWithheld: true });
  });

  test("of and to SIP addresses stay as they are", () => {
    const sip = { From: "sip:lena@phone.plivo.com", To: "sip:app@phone.plivo.com" };
    expect(parse({ ...incoming, ...sip }, "voice").call).toMatchObject({ from: sip.From, to: sip.To });
  });

  test.each(["CallUUID", "To"])("without %s cannot be read", (name) => {
    expect(() => parse({ ...incoming, [name]: "" }, "voice")).toThrow(`${name} is missing.`);
  });

  test.each([
    ["completed", "answered"],
    ["busy", "busy"],
    ["no-answer", "noAnswer"],
    ["timeout", "noAnswer"],
    ["cancel", "canceled"],
    ["failed", "failed"],
    ["", "failed"],
  ])("end a leg with %s as %s", (DialStatus, outcome) => {
    expect(parse({ ...incoming, DialStatus }, "next")).toEqual({ kind: "legEnded", call: theCall, outcome });
  });

  test("are recorded", () => {
    const recorded = { ...incoming, RecordUrl: "https://media.plivo.com/1.mp3", RecordingDuration: "7" };
    expect(parse(recorded, "recorded")).toEqual({
      kind: "recorded",
      call: theCall,
      url: recorded.RecordUrl,
      seconds: 7,
    });
    expect(parse({ ...recorded, RecordingDuration: "-1" }, "recorded")).toMatchObject({ seconds: null });
    expect(parse(incoming, "recorded")).toEqual({ kind: "status", call: theCall, status: "ringing" });
  });

  test("have a status", () => {
    expect(parse({ ...incoming, CallStatus: "completed" }, "status")).toMatchObject({ status: "completed" });
    expect(parse({}, "status")).toEqual({ kind: "status", call: null, status: "unknown" });
  });
});

describe("endpoints", () => {
  test.each([
    ["client:lena", {}, "sip:lena@phone.plivo.com"],
    ["client:lena@x", { sipDomain: "sip.example.com" }, "sip:lena%40x@sip.example.com"],
    ["sip:lena@pbx.example.com", {}, "sip:lena@pbx.example.com"],
  ])("%s with %j is %s", (endpoint, identifiers, uri) => {
    expect(plivoVoice.targetOf(endpoint, accountWith(identifiers))).toEqual({ kind: "sip", uri });
  });

  test("with a domain that is none are not reached", () => {
    expect(plivoVoice.targetOf("client:lena", accountWith({ sipDomain: "a b" }))).toBeUndefined();
  });
});

describe("documents", () => {
  test("ring numbers without a plus", () => {
    expect(document(ring([desk, mobile], { callerId: "+14165550111" }))).toBe(
      `<Dial timeout="20" callerId="14165550111" action="${nextUrl}" method="POST"><User>sip:lena@pbx.example.com:5061;transport=tls</User><Number>14165550123</Number></Dial>`,
    );
    expect(document(ring([mobile]))).not.toContain("callerId");
    expect(document(ring([mobile]), { ...call, isWithheld: true })).toContain(`callerId="14165550100"`);
  });

  test("record only when asked, without waiting for it", () => {
    expect(document(ring([mobile], { isRecorded: true }))).toMatch(
      /^<Record startOnDialAnswer="true" redirect="false" maxLength="14400"\/><Dial /,
    );
    expect(document(ring([mobile]))).not.toContain("Record");
  });

  test("announce, record a message, reject and hang up", () => {
    expect(document({ kind: "announce", text: "Hallo", language: "de-AT" })).toBe(
      `<Speak language="de-DE">Hallo</Speak><Hangup/>`,
    );
    expect(document(voicemail())).toBe(
      `<Speak language="en-US">Speak.</Speak><Record maxLength="120" playBeep="true" action="${recordedUrl}" method="POST"/>`,
    );
    expect(document({ kind: "reject" })).toBe(`<Hangup reason="rejected"/>`);
    expect(document({ kind: "hangUp" })).toBe("<Hangup/>");
  });

  test("keep the vendor's rules, whatever the step, the texts and the caller", () => {
    checkDocuments(plivo, plivoRules, { identifiers: {} });
  });
});

describe("messages", () => {
  const received = {
    MessageUUID: "4f2a1c3e-0000-11ee-be56-0242ac120002",
    From: "14165550199",
    To: "14165550100",
    Text: "Hi & 👍",
    Type: "sms",
  };
  const message = {
    id: received.MessageUUID,
    from: call.from,
    to: call.to,
    text: received.Text,
    mediaUrls: [],
  };
  const read = (form: Record<string, string>) => plivoSms.parse(webhook({ url, form }));

  test("get their plus", () => {
    expect(read(received)).toEqual([message]);
  });

  test("with media have their text in another field", () => {
    const { Text, ...others } = received;
    const mms = {
      ...others,
      Type: "mms",
      Body: Text,
      MediaCount: "1",
      Media0: "https://media.plivo.com/1.png",
    };
    expect(read(mms)).toEqual([{ ...message, mediaUrls: [mms.Media0] }]);
  });

  test("keep short codes and names", () => {
    expect(read({ ...received, From: "12345" })).toMatchObject([{ from: "12345" }]);
    expect(read({ ...received, From: "BANK" })).toMatchObject([{ from: "BANK" }]);
  });

  test("are not read from reports", () => {
    expect(read({ ...received, Status: "delivered" })).toEqual([]);
  });
});
