import type { CallEvent, CarrierCall, LegOutcome } from "../../core/telephony/call.ts";
import { UnreadableWebhook, type VoicePath } from "../contract/carrier-door.ts";
import { readJson } from "../contract/fields.ts";
import { record, text } from "../contract/json.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { isWithheld } from "../contract/withheld.ts";

type Event = Readonly<Record<string, unknown>>;

/**
 * Reads a webhook of https://dev.bandwidth.com/docs/voice/webhooks by its `eventType`. A recording of a conversation is
 * announced at another path than that of a message.
 */
export function readVoiceEvent(request: WebhookRequest, path: VoicePath): CallEvent {
  const event = record(readJson(request));
  const type = text(event.eventType);
  switch (type) {
    case undefined:
      throw new UnreadableWebhook("eventType is missing.");
    case "initiate":
      return { kind: "incoming", call: callOf(event) };
    case "transferComplete":
      return { kind: "legEnded", call: callOf(event), outcome: legOutcome(text(event.cause)) };
    case "recordingAvailable":
      return (path === "recorded" ? recordingOf(event) : undefined) ?? statusOf(event, type);
    default:
      return statusOf(event, type);
  }
}

function callOf(event: Event): CarrierCall {
  const call = callerOf(event);
  if (call.to === "") throw new UnreadableWebhook("to is missing.");
  return call;
}

function callerOf(event: Event): CarrierCall {
  const id = text(event.parentCallId) ?? text(event.callId);
  if (id === undefined) throw new UnreadableWebhook("callId is missing.");
  const from = text(event.from) ?? "";
  return { id, to: text(event.to) ?? "", from, isWithheld: isWithheld(from) };
}

function recordingOf(event: Event): CallEvent | undefined {
  const url = text(event.mediaUrl);
  return url === undefined
    ? undefined
    : { kind: "recorded", call: callerOf(event), url, seconds: secondsOf(text(event.duration)) };
}

const statusOf = (event: Event, status: string): CallEvent => ({
  kind: "status",
  call: text(event.callId) === undefined ? null : callerOf(event),
  status,
});

const outcomes: ReadonlyMap<string | undefined, LegOutcome> = new Map([
  ["hangup", "answered"],
  ["busy", "busy"],
  ["timeout", "noAnswer"],
  ["rejected", "busy"],
  ["cancel", "canceled"],
]);

/** A cause that is not known counts as failed, so that the call goes on. */
const legOutcome = (cause: string | undefined): LegOutcome => outcomes.get(cause) ?? "failed";

/** Reads an ISO 8601 duration such as `PT1M13.67S`, in rounded seconds. */
function secondsOf(duration: string | undefined): number | null {
  const parts = /^PT(?:(?<h>\d{1,3})H)?(?:(?<m>\d{1,5})M)?(?:(?<s>\d{1,7}(?:\.\d+)?)S)?$/.exec(
    duration ?? "",
  )?.groups;
  if (parts === undefined) return null;
  return Math.round(Number(parts.h ?? 0) * 3600 + Number(parts.m ?? 0) * 60 + Number(parts.s ?? 0));
}
