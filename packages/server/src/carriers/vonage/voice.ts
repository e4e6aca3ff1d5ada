import type { CallEvent, CallStep, CarrierCall, DialTarget, LegOutcome } from "../../core/telephony/call.ts";
import { UnreadableWebhook, type VoiceDoor, type VoicePath } from "../contract/carrier-door.ts";
import { between, dialTarget, isPhoneNumber, withoutPlus, withPlus } from "../contract/endpoint.ts";
import { emptyResponse, type JsonFields, jsonResponse, parseFields } from "../contract/json-body.ts";
import { spokenLanguage, spokenParts } from "../contract/speech.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { isWithheld } from "../contract/withheld.ts";
import { vonageLanguages } from "./languages.ts";
import { verifyToken } from "./signed-token.ts";

export const vonageVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  // That an empty NCCO refuses a call is not documented.
  canReject: false,
  targetsMax: 1,
  verify: verifyToken,
  parse: (request, path) => toEvent(parseFields(request), path, addedTo(request, path)),
  targetOf: dialTarget,
  render: (step, call) => jsonResponse(toNcco(step, call)),
  renderAcknowledgement: () => emptyResponse,
};

function toEvent(fields: JsonFields, path: VoicePath, added: string | undefined): CallEvent {
  switch (path) {
    case "voice":
      return { kind: "incoming", call: toCall(fields) };
    case "next":
      return toLegEvent(fields, added);
    case "recorded":
      return toRecordedEvent(fields, added);
    default:
      return { kind: "status", call: toCall(fields), status: fields.text("status") ?? "unknown" };
  }
}

/** The legs of a call have separate ids, and the conversation in common. */
const idOf = (fields: JsonFields): string => {
  const id = fields.firstOf(["conversation_uuid", "uuid"]);
  if (id === undefined) throw new UnreadableWebhook("The webhook has neither conversation_uuid nor uuid.");
  return id;
};

/** `from_user` replaces `from` when a client calls. */
function toCall(fields: JsonFields): CarrierCall {
  const client = fields.text("from_user");
  const from = fields.text("from") ?? (client === undefined ? "" : `client:${client}`);
  const call = { id: idOf(fields), to: withPlus(fields.text("to") ?? ""), from: withPlus(from) };
  return { ...call, isWithheld: isWithheld(from), ...(client === undefined ? {} : { client }) };
}

/**
 * What `render` has added to a URL, because the event does not contain it: the client that calls, or the called number of a
 * recording without its plus.
 */
function addedTo({ url }: WebhookRequest, path: VoicePath): string | undefined {
  const pattern = path === "next" ? /\/voice\/next\/[^/?]+\/([^/?]+)/ : /\/voice\/recorded\/([^/?]+)/;
  const text = pattern.exec(url)?.[1];
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw new UnreadableWebhook("The path is not percent-encoded UTF-8.");
  }
}

/**
 * The event of a leg that `connect` has called. For a call from the telephone network, its `from` is the called number,
 * because that is what `render` sets.
 */
function toLegEvent(fields: JsonFields, client: string | undefined): CallEvent {
  const status = fields.text("status") ?? "unknown";
  const outcome = outcomes.get(status);
  const call = client === undefined ? calledLeg(fields) : clientsLeg(fields, client);
  return outcome === undefined ? { kind: "status", call, status } : { kind: "legEnded", call, outcome };
}

const calledLeg = (fields: JsonFields): CarrierCall => ({
  ...{ id: idOf(fields), to: withPlus(fields.text("from") ?? ""), from: "", isWithheld: true },
});

const clientsLeg = (fields: JsonFields, client: string): CarrierCall => ({
  ...{ id: idOf(fields), to: withPlus(fields.text("to") ?? ""), from: `client:${client}`, client },
  isWithheld: false,
});
/** https://developer.vonage.com/en/voice/voice-api/webhook-reference: the statuses at which a call has ended. */
const outcomes: ReadonlyMap<string, LegOutcome> = new Map([
  ["completed", "answered"],
  ["busy", "busy"],
  ["rejected", "busy"],
  ["timeout", "noAnswer"],
  ["unanswered", "noAnswer"],
  ["cancelled", "canceled"],
  ["failed", "failed"],
]);

function toRecordedEvent(fields: JsonFields, called = ""): CallEvent {
  const instant = (name: string) => Date.parse(fields.text(name) ?? "");
  const seconds = Math.round((instant("end_time") - instant("start_time")) / 1000);
  return {
    kind: "recorded",
    call: { id: idOf(fields), to: withPlus(called), from: "", isWithheld: true },
    url: fields.required("recording_url"),
    seconds: seconds >= 0 ? seconds : null,
  };
}

/** https://developer.vonage.com/en/voice/voice-api/ncco-reference: the call ends after the last action. */
type Ncco = readonly object[];

function toNcco(step: CallStep, call: CarrierCall): Ncco {
  switch (step.kind) {
    case "ring": {
      const recording = { action: "record", eventUrl: [step.statusUrl], eventMethod: "POST", format: "mp3" };
      return [...(step.isRecorded ? [recording] : []), connect(step.targets[0], step, call)];
    }
    case "forward":
      return [connect({ kind: "phone", line: step.line }, step, call)];
    case "announce":
      return talk(step.text, step.language);
    case "voicemail":
      return [...talk(step.text, step.language), recordMessage(step, call)];
    default:
      return [];
  }
}

interface Connection {
  readonly seconds: number;
  readonly callerId: string | null;
  readonly nextUrl: string;
}

/** Vonage shows its own numbers only, so that without a caller ID the called number is shown. */
const connect = (
  target: DialTarget,
  { seconds, callerId, nextUrl }: Connection,
  { to, client }: CarrierCall,
) => ({
  action: "connect",
  ...(isPhoneNumber(callerId ?? to) ? { from: withoutPlus(callerId ?? to) } : {}),
  timeout: between(seconds, 1, ringSecondsMax),
  eventType: "synchronous",
  eventUrl: [client === undefined ? nextUrl : `${nextUrl}/${encodeURIComponent(client)}`],
  eventMethod: "POST",
  endpoint: [toEndpoint(target)],
});

/** https://developer.vonage.com/en/api/voice: `ringing_timer` of a call. */
const ringSecondsMax = 120;

function toEndpoint(target: DialTarget): object {
  switch (target.kind) {
    case "phone":
      return { type: "phone", number: withoutPlus(target.line) };
    case "sip":
      return { type: "sip", uri: target.uri };
    default:
      return { type: "app", user: target.name };
  }
}

/** Without a language, Vonage speaks American English. Text in `<speak>` would be SSML. */
function talk(text: string, wanted: string): object[] {
  const known = spokenLanguage(wanted, vonageLanguages);
  const language = known === undefined ? {} : { language: known };
  const plain = text.replaceAll(/[<>]/g, " ");
  return spokenParts(plain, talkMax).map((part) => ({ action: "talk", text: part, ...language }));
}
const talkMax = 1500;

/** Without a condition for its end, `record` does not wait for the message. */
const recordMessage = (
  { secondsMax, recordedUrl }: Extract<CallStep, { kind: "voicemail" }>,
  { to }: CarrierCall,
) => ({
  action: "record",
  eventUrl: [isPhoneNumber(to) ? `${recordedUrl}/${withoutPlus(to)}` : recordedUrl],
  eventMethod: "POST",
  format: "mp3",
  beepStart: true,
  endOnSilence: 5,
  endOnKey: "#",
  timeOut: between(secondsMax, 3, 7200),
});
