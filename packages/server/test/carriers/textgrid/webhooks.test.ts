import { describe, expect, test } from "vitest";
import { textgrid } from "../../../src/carriers/textgrid/index.ts";
import { textgridSms } from "../../../src/carriers/textgrid/sms.ts";
import { textgridVoice } from "../../../src/carriers/textgrid/voice.ts";
import { checkDocuments } from "../../helpers/carriers/check-documents.ts";
import { call, content, desk, lena, mobile, nextUrl, ring, voicemail } from "../../helpers/carriers/steps.ts";
import { textgridRules } from "../../helpers/carriers/textgrid-rules.ts";
import { accountWith, webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/textgrid/5f7b1c2e8a1d4e0012c3b4a5/sms";
const document = (step: Parameters<typeof textgridVoice.render>[0], of = call) =>
  content(textgridVoice.render(step, of, {}).body);

test("reads a call", () => {
  const form = {
    AccountSid: "k3IdEjalZGVfMfyP0ndSGg==",
    CallSid: call.id,
    From: call.from,
    To: call.to,
    CallStatus: "ringing",
    Direction: "inbound",
  };
  expect(textgridVoice.parse(webhook({ url, form }), "voice")).toEqual({ kind: "incoming", call });
  const forged = webhook({ url, form: { ...form, From: "client:lena" } });
  expect(textgridVoice.parse(forged, "voice").call).not.toHaveProperty("client");
});

test.each([
  ["tel:+14165550123", mobile],
  ["client:lena", undefined],
  ["sip:lena@pbx.example.com", undefined],
])("reaches %s as %j", (endpoint, target) => {
  expect(textgridVoice.targetOf(endpoint, accountWith({}))).toEqual(target);
});

describe("documents", () => {
  test("ring a number, without a callback", () => {
    expect(document(ring([mobile]))).toBe(`<Dial timeout="20">+14165550123</Dial>`);
    expect(document(ring([lena, desk, mobile]))).toBe(`<Dial timeout="20">+14165550123</Dial>`);
    expect(document(ring([lena]))).toBe("");
    const withheld = { ...call, from: "anonymous", isWithheld: true };
    expect(document(ring([mobile]), withheld)).toBe(
      `<Dial timeout="20" callerId="+14165550100">+14165550123</Dial>`,
    );
  });

  test("forward and announce", () => {
    const forward = { kind: "forward", line: "+14165550123", seconds: 20, callerId: null, nextUrl } as const;
    expect(document(forward)).toBe(`<Dial timeout="20">+14165550123</Dial>`);
    expect(document({ kind: "announce", text: "Nobody <here>.", language: "en-US" })).toBe(
      `<Say voice="alice">Nobody &lt;here&gt;.</Say>`,
    );
  });

  test("do instead of what is not known to work what is", () => {
    expect(document(voicemail())).toBe(`<Say voice="alice">Speak.</Say>`);
    expect(document({ kind: "reject" })).toBe("");
    expect(document({ kind: "hangUp" })).toBe("");
    expect(textgridVoice).toMatchObject({
      canRingInOrder: false,
      canRecordVoicemail: false,
      canReject: false,
    });
  });

  test("keep what is known, whatever the step, the texts and the caller", () => {
    checkDocuments(textgrid, textgridRules, { identifiers: {} });
  });
});

describe("messages", () => {
  const received = {
    AccountSid: "k3IdEjalZGVfMfyP0ndSGg==",
    MessageSid: "TG5f7b1c2e8a1d4e0012c3b4a5",
    From: "+14165550100",
    To: "+12362320246",
    Body: "Picking up at 5pm, thanks! é 👍",
    NumMedia: "1",
    MediaUrl0: "https://example.com/1.png",
  };
  const message = {
    id: received.MessageSid,
    from: received.From,
    to: received.To,
    text: received.Body,
    mediaUrls: [received.MediaUrl0],
  };

  test.each([
    ["forms", { form: received }],
    ["JSON", { json: received }],
  ])("are read from %s", (_, sent) => {
    expect(textgridSms.parse(webhook({ url, ...sent }))).toEqual([message]);
  });

  test("are not read from reports", () => {
    const form = { MessageSid: "TG1", MessageStatus: "delivered", From: "+1", To: "+1" };
    expect(textgridSms.parse(webhook({ url, form }))).toEqual([]);
  });

  test("are acknowledged with an empty document", () => {
    expect(content(textgridSms.renderReceived([message]).body)).toBe("");
  });
});
