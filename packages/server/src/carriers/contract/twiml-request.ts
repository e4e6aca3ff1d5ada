import type { CallEvent, CarrierCall, LegOutcome } from "../../core/telephony/call.ts";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { VoicePath } from "./carrier-door.ts";
import { numberedFields, numberOf, requiredField } from "./fields.ts";
import { type FormFields, field } from "./webhook-request.ts";
import { isWithheld } from "./withheld.ts";

/** Reads a call's webhook of Twilio and of the carriers that use its field names. */
export function callEventOf(fields: FormFields, path: VoicePath): CallEvent {
  switch (path) {
    case "voice":
      return { kind: "incoming", call: callOf(fields) };
    case "next":
      return { kind: "legEnded", call: callOf(fields), outcome: legOutcome(field(fields, "DialCallStatus")) };
    case "recorded":
      return recordingOf(fields) ?? statusOf(fields);
    case "status":
      return statusOf(fields);
  }
}

const callOf = (fields: FormFields): CarrierCall => ({
  ...callerOf(fields),
  to: requiredField(fields, "To"),
});

/** What is known of a call whose called number a report can omit. */
function callerOf(fields: FormFields): CarrierCall {
  const from = field(fields, "From") ?? "";
  return {
    id: field(fields, "ParentCallSid") ?? requiredField(fields, "CallSid"),
    to: field(fields, "To") ?? "",
    from,
    isWithheld: isWithheld(from),
  };
}

/** Undefined without a recording, as after a caller who left at once. */
function recordingOf(fields: FormFields): CallEvent | undefined {
  const url = field(fields, "RecordingUrl");
  if (url === undefined) return undefined;
  const seconds = numberOf(field(fields, "RecordingDuration"));
  return { kind: "recorded", call: callerOf(fields), url, seconds };
}

const statusOf = (fields: FormFields): CallEvent => ({
  kind: "status",
  call: field(fields, "CallSid") === undefined ? null : callerOf(fields),
  status: field(fields, "CallStatus") ?? "unknown",
});

const outcomes: ReadonlyMap<string | undefined, LegOutcome> = new Map([
  ["completed", "answered"],
  ["answered", "answered"],
  ["busy", "busy"],
  ["no-answer", "noAnswer"],
  ["canceled", "canceled"],
]);

/** A status that is not known counts as failed, so that the call goes on. */
const legOutcome = (status: string | undefined): LegOutcome => outcomes.get(status) ?? "failed";

/** Reads the messages of a webhook: none in a report on a message that was sent. */
export function receivedMessages(fields: FormFields): readonly CarrierMessage[] {
  const status = field(fields, "MessageStatus") ?? field(fields, "SmsStatus") ?? "received";
  if (status !== "received" && status !== "receiving") return [];
  return [
    {
      id: field(fields, "MessageSid") ?? field(fields, "SmsMessageSid") ?? requiredField(fields, "SmsSid"),
      to: requiredField(fields, "To"),
      from: field(fields, "From") ?? "",
      text: field(fields, "Body") ?? "",
      mediaUrls: numberedFields(fields, "MediaUrl", field(fields, "NumMedia")),
    },
  ];
}
