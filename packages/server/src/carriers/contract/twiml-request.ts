import type { CallEvent, CarrierCall, LegOutcome } from "../../core/telephony/call.ts";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { VoicePath } from "./carrier-door.ts";
import { requiredField } from "./fields.ts";
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
      return {
        kind: "recorded",
        call: callOf(fields),
        url: requiredField(fields, "RecordingUrl"),
        seconds: secondsOf(field(fields, "RecordingDuration")),
      };
    case "status":
      return { kind: "status", call: callOfStatus(fields), status: field(fields, "CallStatus") ?? "unknown" };
  }
}

function callOf(fields: FormFields): CarrierCall {
  const from = field(fields, "From") ?? "";
  const call = {
    id: requiredField(fields, "CallSid"),
    to: requiredField(fields, "To"),
    from,
    isWithheld: isWithheld(from),
  };
  return from.startsWith("client:") ? { ...call, client: from.slice("client:".length) } : call;
}

/** The status of a leg names the call that it belongs to. */
function callOfStatus(fields: FormFields): CarrierCall | null {
  const id = field(fields, "ParentCallSid") ?? field(fields, "CallSid");
  const to = field(fields, "To");
  return id === undefined || to === undefined ? null : { ...callOf(fields), id };
}

const outcomes: Readonly<Record<string, LegOutcome>> = {
  completed: "answered",
  answered: "answered",
  busy: "busy",
  "no-answer": "noAnswer",
  canceled: "canceled",
};

/** Without a status the call must go on, so that it counts as failed. */
const legOutcome = (status: string | undefined): LegOutcome => outcomes[status ?? ""] ?? "failed";

const secondsOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

const mediaMax = 100;

/** Reads a received message of Twilio and of the carriers that use its field names. */
export function messageOf(fields: FormFields): CarrierMessage {
  const id = field(fields, "MessageSid") ?? field(fields, "SmsMessageSid") ?? requiredField(fields, "SmsSid");
  return {
    id,
    to: requiredField(fields, "To"),
    from: field(fields, "From") ?? "",
    text: field(fields, "Body") ?? "",
    mediaUrls: mediaUrls(fields),
  };
}

function mediaUrls(fields: FormFields): string[] {
  const count = Math.min(secondsOf(field(fields, "NumMedia")) ?? 0, mediaMax);
  return Array.from({ length: count }, (_, index) => field(fields, `MediaUrl${index}`)).filter(
    (url) => url !== undefined,
  );
}
