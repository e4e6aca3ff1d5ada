import { expect, test } from "vitest";
import { twilioSms } from "../../../src/carriers/twilio/sms.ts";
import { webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/twilio/5f7b1c2e8a1d4e0012c3b4a5/sms";
const received = {
  MessageSid: "SM5f7b1c2e8a1d4e0012c3b4a55f7b1c2e",
  From: "+14017122661",
  To: "+15558675310",
  Body: "Ahoy & 👍",
  NumMedia: "0",
};
const message = {
  id: received.MessageSid,
  from: received.From,
  to: received.To,
  text: received.Body,
  mediaUrls: [],
};

test.each([
  ["a form", { form: received }],
  ["JSON", { json: received }],
  ["JSON with numbers", { json: { ...received, NumMedia: 0 } }],
])("reads a message from %s", (_, content) => {
  expect(twilioSms.parse(webhook({ url, ...content }))).toEqual([message]);
});

test("reads the addresses of media, and no more than are there", () => {
  const form = {
    ...received,
    NumMedia: "99999999",
    MediaUrl0: "https://api.twilio.com/ME0",
    MediaUrl1: "https://api.twilio.com/ME1",
  };
  expect(twilioSms.parse(webhook({ url, form }))).toEqual([
    { ...message, mediaUrls: [form.MediaUrl0, form.MediaUrl1] },
  ]);
});

test("reads a message without text or sender", () => {
  const { MessageSid, To } = received;
  expect(twilioSms.parse(webhook({ url, form: { MessageSid, To } }))).toEqual([
    { ...message, from: "", text: "" },
  ]);
});

test("reads no message from a report on one that was sent", () => {
  expect(twilioSms.parse(webhook({ url, form: { ...received, SmsStatus: "delivered" } }))).toEqual([]);
  expect(twilioSms.parse(webhook({ url, form: { ...received, SmsStatus: "received" } }))).toEqual([message]);
});

test.each(["MessageSid", "To"])("refuses a message without %s", (name) => {
  const form = Object.fromEntries(Object.entries(received).filter(([key]) => key !== name));
  expect(() => twilioSms.parse(webhook({ url, form }))).toThrow("is missing.");
});

test("answers with an empty document", () => {
  expect(twilioSms.renderReceived([message])).toEqual({
    status: 200,
    contentType: "application/xml; charset=utf-8",
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>',
  });
});
