import { describe, expect, test } from "vitest";
import { telnyx } from "../../../src/carriers/telnyx/index.ts";
import { telnyxSms } from "../../../src/carriers/telnyx/sms.ts";
import { telnyxVoice } from "../../../src/carriers/telnyx/voice.ts";
import { checkDocuments } from "../../helpers/carriers/check-documents.ts";
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
import { texmlRules } from "../../helpers/carriers/texml-rules.ts";
import { accountWith, webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/telnyx/5f7b1c2e8a1d4e0012c3b4a5/voice";
const incoming = {
  AccountSid: "cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b",
  CallSid: "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0",
  ConnectionId: "1494404757140276705",
  From: call.from,
  To: call.to,
  CallStatus: "ringing",
};
const theCall = { ...call, id: incoming.CallSid };
const document = (step: Parameters<typeof telnyxVoice.render>[0], of = call) =>
  content(telnyxVoice.render(step, of, {}).body);

describe("calls", () => {
  test("are read from forms", () => {
    expect(telnyxVoice.parse(webhook({ url, form: incoming }), "voice")).toEqual({
      kind: "incoming",
      call: theCall,
    });
  });

  test("of a SIP address or an alleged client are those of no client", () => {
    for (const From of ["sip:lena@acme.sip.telnyx.com", "client:lena"]) {
      const event = telnyxVoice.parse(webhook({ url, form: { ...incoming, From } }), "voice");
      expect(event.call).toEqual({ ...theCall, from: From });
    }
  });

  test("end their legs", () => {
    const form = { ...incoming, DialCallStatus: "no-answer" };
    expect(telnyxVoice.parse(webhook({ url, form }), "next")).toEqual({
      kind: "legEnded",
      call: theCall,
      outcome: "noAnswer",
    });
  });

  test("are recorded, which a callback reports without the called number", () => {
    const form = {
      CallSid: incoming.CallSid,
      RecordingUrl: "https://s3.amazonaws.com/telephony-recorder-prod/1",
      RecordingDuration: "12",
    };
    const recorded = {
      kind: "recorded",
      call: { id: incoming.CallSid, to: "", from: "", isWithheld: true },
      url: form.RecordingUrl,
      seconds: 12,
    };
    expect(telnyxVoice.parse(webhook({ url, form }), "recorded")).toEqual(recorded);
    const named = webhook({ url: `${recordedUrl}/14165550102`, form });
    const call = { ...recorded.call, to: "+14165550102" };
    expect(telnyxVoice.parse(named, "recorded")).toEqual({ ...recorded, call });
  });
});

describe("endpoints", () => {
  test.each([
    ["client:lena", { sipSubdomain: "acme" }, "sip:lena@acme.sip.telnyx.com"],
    ["client:lena", { sipSubdomain: "acme.sip.telnyx.com" }, "sip:lena@acme.sip.telnyx.com"],
    ["client:lena@x+1", { sipSubdomain: "acme" }, "sip:lena%40x%2B1@acme.sip.telnyx.com"],
    ["sip:lena@pbx.example.com:5061;transport=tls", {}, "sip:lena@pbx.example.com:5061;transport=tls"],
  ])("%s with %j is %s", (endpoint, identifiers, uri) => {
    expect(telnyxVoice.targetOf(endpoint, accountWith(identifiers))).toEqual({ kind: "sip", uri });
  });

  test.each([[{}], [{ sipSubdomain: "" }], [{ sipSubdomain: "evil.example/" }]])(
    "a client is not reached with %j",
    (identifiers) => {
      expect(telnyxVoice.targetOf("client:lena", accountWith(identifiers))).toBeUndefined();
    },
  );
});

describe("documents", () => {
  test("ring with the called number, because the caller's own may not be used", () => {
    expect(document(ring([desk, mobile]))).toBe(
      `<Dial timeout="20" callerId="+14165550100" action="${nextUrl}" method="POST"><Sip>sip:lena@pbx.example.com:5061;transport=tls</Sip><Number>+14165550123</Number></Dial>`,
    );
    expect(document(ring([mobile], { callerId: "+14165550111" }))).toContain(`callerId="+14165550111"`);
    expect(document(ring([mobile]), { ...call, to: "sip:x@y" })).not.toContain("callerId");
  });

  test("keep the range of the timeout", () => {
    expect(document(ring([mobile], { seconds: 600 }))).toContain(`timeout="120"`);
    expect(document(ring([mobile], { seconds: 1 }))).toContain(`timeout="5"`);
  });

  test("record only when asked", () => {
    expect(document(ring([mobile], { isRecorded: true }))).toContain(`record="record-from-answer"`);
    expect(document(ring([mobile]))).not.toContain("record=");
  });

  test("speak with the voice that knows languages", () => {
    expect(document({ kind: "announce", text: "Bonjour", language: "fr-CA" })).toBe(
      `<Say voice="alice" language="fr-CA">Bonjour</Say><Hangup/>`,
    );
  });

  test("record a message on one channel, also of a caller who hangs up", () => {
    expect(document(voicemail())).toBe(
      `<Say voice="alice" language="en-US">Speak.</Say><Record maxLength="120" playBeep="true" channels="single" action="${recordedUrl}" method="POST" recordingStatusCallback="${recordedUrl}/${theCall.to.slice(1)}" recordingStatusCallbackMethod="POST"/>`,
    );
  });

  test("keep the vendor's rules, whatever the step, the texts and the caller", () => {
    checkDocuments(telnyx, texmlRules, { identifiers: { sipSubdomain: "acme" } });
    checkDocuments(telnyx, texmlRules, { identifiers: {} });
  });
});

describe("messages", () => {
  const event = {
    data: {
      event_type: "message.received",
      id: "b301ed3f-1490-491f-995f-6e64e69674d4",
      payload: {
        id: "84cca175-9755-4859-b67f-4730d7f58aa3",
        direction: "inbound",
        from: { phone_number: "+18665550001", carrier: "Verizon", line_type: "Wireless" },
        to: [{ phone_number: "+18445550001", status: "delivered" }],
        cc: [],
        text: "Hello from Telnyx!",
        media: [{ url: "https://example.com/1.png", content_type: "image/png" }],
      },
    },
    meta: { attempt: 1 },
  };
  const message = {
    id: event.data.id,
    from: "+18665550001",
    to: "+18445550001",
    text: "Hello from Telnyx!",
    mediaUrls: ["https://example.com/1.png"],
  };
  const parse = (json: unknown) => telnyxSms.parse(webhook({ url, json }));

  test("are read", () => {
    expect(parse(event)).toEqual([message]);
  });

  test("to a group are one for each number, with separate ids", () => {
    const to = [...event.data.payload.to, { phone_number: "+18445550002" }];
    const grouped = { data: { ...event.data, payload: { ...event.data.payload, to } } };
    expect(parse(grouped).map(({ id, to }) => [id, to])).toEqual([
      [`${message.id}:+18445550001`, "+18445550001"],
      [`${message.id}:+18445550002`, "+18445550002"],
    ]);
  });

  test.each(["message.sent", "message.finalized", undefined])("are not read from %s", (event_type) => {
    expect(parse({ data: { ...event.data, event_type } })).toEqual([]);
  });

  test.each([
    [{ data: { event_type: "message.received" } }],
    [{ data: { event_type: "message.received", id: "1" } }],
    [{ data: { event_type: "message.received", id: "1", payload: { to: [{}, null, "x"] } } }],
  ])("cannot be read from %j", (json) => {
    expect(() => parse(json)).toThrow("is missing.");
  });

  test.each([[null], [[]], ["x"], [{}], [{ data: null }]])("are not in %j", (json) => {
    expect(parse(json)).toEqual([]);
  });

  test("are acknowledged", () => {
    expect(telnyxSms.renderReceived([])).toMatchObject({ status: 200, body: "{}" });
  });
});
