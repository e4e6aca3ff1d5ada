import { describe, expect, test } from "vitest";
import { bandwidth } from "../../../src/carriers/bandwidth/index.ts";
import { bandwidthSms } from "../../../src/carriers/bandwidth/sms.ts";
import { bandwidthVoice } from "../../../src/carriers/bandwidth/voice.ts";
import { bxmlRules } from "../../helpers/carriers/bxml-rules.ts";
import { checkDocuments } from "../../helpers/carriers/check-documents.ts";
import {
  call,
  content,
  desk,
  mobile,
  nextUrl,
  recordedUrl,
  ring,
  statusUrl,
  voicemail,
} from "../../helpers/carriers/steps.ts";
import { accountWith, webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/bandwidth/5f7b1c2e8a1d4e0012c3b4a5/voice";
const credentials = { webhookUser: "user", webhookPassword: `pass"word` };
const user = `username="user" password="pass&quot;word"`;
const initiate = {
  eventType: "initiate",
  eventTime: "2026-05-18T15:04:01.135Z",
  accountId: "9900000",
  applicationId: "7fc9698a-b04a-468b-9e8f-91238c0d0086",
  from: call.from,
  to: call.to,
  direction: "inbound",
  callId: "c-95ac8d6e-1a31c52e-b38f-4198-93c1-51633ec68f8d",
  callUrl: "https://voice.bandwidth.com/api/v2/accounts/9900000/calls/c-95ac8d6e",
};
const theCall = { ...call, id: initiate.callId };
const parse = (json: unknown, path: Parameters<typeof bandwidthVoice.parse>[1] = "voice") =>
  bandwidthVoice.parse(webhook({ url, json }), path);
const document = (step: Parameters<typeof bandwidthVoice.render>[0], of = call) =>
  content(bandwidthVoice.render(step, of, credentials).body);

describe("calls", () => {
  test("are read", () => {
    expect(parse(initiate)).toEqual({ kind: "incoming", call: theCall });
  });

  test.each(["Restricted", "Anonymous", "Private", "Unavailable"])("of %s are withheld", (from) => {
    expect(parse({ ...initiate, from })).toMatchObject({ call: { from, isWithheld: true } });
  });

  test.each(["eventType", "callId", "to"])("without %s cannot be read", (name) => {
    expect(() => parse({ ...initiate, [name]: undefined })).toThrow(`${name} is missing.`);
  });

  test.each([null, [], "x", 1])("cannot be read from %j", (json) => {
    expect(() => parse(json)).toThrow("eventType is missing.");
  });

  test.each([
    ["hangup", "answered"],
    ["busy", "busy"],
    ["rejected", "busy"],
    ["timeout", "noAnswer"],
    ["cancel", "canceled"],
    ["invalid-bxml", "failed"],
    [undefined, "failed"],
  ])("end a transfer by %s as %s", (cause, outcome) => {
    expect(parse({ ...initiate, eventType: "transferComplete", cause }, "next")).toEqual({
      kind: "legEnded",
      call: theCall,
      outcome,
    });
  });

  test.each([
    ["PT13.67S", 14],
    ["PT1M2S", 62],
    ["PT1H", 3600],
    ["long", null],
    [undefined, null],
  ])("record a message of %s", (duration, seconds) => {
    const event = {
      ...initiate,
      eventType: "recordingAvailable",
      mediaUrl: "https://voice.bandwidth.com/1",
      duration,
    };
    expect(parse(event, "recorded")).toEqual({
      kind: "recorded",
      call: theCall,
      url: event.mediaUrl,
      seconds,
    });
    expect(parse(event, "status")).toEqual({ kind: "status", call: theCall, status: "recordingAvailable" });
  });

  test("have other events", () => {
    expect(parse({ ...initiate, eventType: "disconnect" }, "status")).toEqual({
      kind: "status",
      call: theCall,
      status: "disconnect",
    });
    expect(parse({ eventType: "new" }, "status")).toEqual({ kind: "status", call: null, status: "new" });
  });
});

test.each([
  ["client:lena", undefined],
  ["sip:lena@pbx.example.com:5061;transport=tls", desk],
  ["tel:+14165550123", mobile],
])("reaches %s as %j", (endpoint, target) => {
  expect(bandwidthVoice.targetOf(endpoint, accountWith({}))).toEqual(target);
});

describe("documents", () => {
  test("transfer, with the password of the callback", () => {
    expect(document(ring([desk, mobile]))).toBe(
      `<Transfer callTimeout="20" transferCompleteUrl="${nextUrl}" transferCompleteMethod="POST" ${user}><SipUri>sip:lena@pbx.example.com:5061;transport=tls</SipUri><PhoneNumber>+14165550123</PhoneNumber></Transfer>`,
    );
    expect(document(ring([mobile]), { ...call, isWithheld: true })).toContain(
      `transferCallerId="+14165550100"`,
    );
  });

  test("record only when asked", () => {
    expect(document(ring([mobile], { isRecorded: true }))).toContain(
      `<StopRecording/><StartRecording recordingAvailableUrl="${statusUrl}" recordingAvailableMethod="POST" ${user}/><Transfer `,
    );
    expect(document(ring([mobile]))).not.toContain("Recording");
  });

  test.each([
    ["en-GB", "en_UK"],
    ["es-MX", "es_MX"],
    ["fr-CA", "fr"],
    ["de-DE", "de"],
    ["en-AU", "en_US"],
  ])("speak %s as %s", (language, locale) => {
    expect(document({ kind: "announce", text: "x", language })).toBe(
      `<SpeakSentence locale="${locale}">x</SpeakSentence><Hangup/>`,
    );
  });

  test("speak a language that is not known with the default voice", () => {
    expect(document({ kind: "announce", text: "x", language: "fa-IR" })).toBe(
      "<SpeakSentence>x</SpeakSentence><Hangup/>",
    );
  });

  test("record a message, also of a caller who hangs up", () => {
    expect(document(voicemail())).toBe(
      `<SpeakSentence locale="en_US">Speak.</SpeakSentence><Record maxDuration="120" recordingAvailableUrl="${recordedUrl}" recordingAvailableMethod="POST" ${user}/><Hangup/>`,
    );
  });

  test("reject by hanging up before an answer", () => {
    expect(document({ kind: "reject" })).toBe("<Hangup/>");
  });

  test("keep the vendor's rules and 64 KB, whatever the step, the texts and the caller", () => {
    checkDocuments(bandwidth, bxmlRules, { identifiers: {} }, credentials);
    checkDocuments(bandwidth, bxmlRules, { identifiers: {} });
  });
});

describe("messages", () => {
  const event = {
    type: "message-received",
    time: "2026-09-14T18:20:16Z",
    description: "Incoming message received",
    to: "+14165550100",
    message: {
      id: "14762070468292kw2fuqty55yp2b2",
      time: "2026-09-14T18:20:16Z",
      to: ["+14165550100"],
      from: "+14165550199",
      text: "Hey, check this out!",
      applicationId: "93de2206-9669-4e07-948d-329f4b722ee2",
      media: ["https://messaging.bandwidth.com/api/v2/users/9900000/media/1.png"],
      owner: "+14165550100",
      direction: "in",
      segmentCount: 1,
    },
  };
  const message = {
    id: event.message.id,
    from: "+14165550199",
    to: "+14165550100",
    text: event.message.text,
    mediaUrls: event.message.media,
  };
  const read = (json: unknown) => bandwidthSms.parse(webhook({ url, json }));

  test("are read from a list", () => {
    expect(read([event])).toEqual([message]);
    expect(read([event, { ...event, type: "message-delivered" }])).toEqual([message]);
    expect(read([])).toEqual([]);
  });

  test("to a group belong to the owner, with separate ids", () => {
    const to = ["+14165550100", "+14165550101"];
    const grouped = { ...event, message: { ...event.message, to, owner: "+14165550101" } };
    expect(read([grouped])).toEqual([{ ...message, id: `${message.id}:+14165550101`, to: "+14165550101" }]);
  });

  test.each([[{}], [null], ["x"]])("cannot be read from %j", (json) => {
    expect(() => read(json)).toThrow("The body is not a list.");
  });

  test("without an id cannot be read", () => {
    expect(() => read([{ type: "message-received" }])).toThrow("is missing.");
    expect(read([null, 1, "x"])).toEqual([]);
  });
});
