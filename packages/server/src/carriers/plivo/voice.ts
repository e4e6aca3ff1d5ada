import type { CallEvent, CallStep, CarrierCall, DialTarget, LegOutcome } from "../../core/telephony/call.ts";
import type { CarrierAccount } from "../../model.ts";
import type { CarrierResponse, VoiceDoor, VoicePath } from "../contract/carrier-door.ts";
import { between, dialTarget, shownCallerId, withoutPlus, withPlus } from "../contract/endpoint.ts";
import { numberOf, readFields, requiredField } from "../contract/fields.ts";
import { renderStep, type StepRenderers } from "../contract/render-step.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenLanguage, spokenText } from "../contract/speech.ts";
import { type FormFields, field, type WebhookRequest } from "../contract/webhook-request.ts";
import { isWithheld } from "../contract/withheld.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { plivoLanguages } from "./languages.ts";
import { verifyPlivoV3 } from "./signature.ts";

/** Answers calls with Plivo XML, whose numbers have no plus: https://www.plivo.com/docs/voice/xml/overview */
export const plivoVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  canReject: true,
  verify: verifyPlivoV3,
  parse,
  targetOf,
  render: (step, call, credentials) => xmlResponse(renderStep(renderers, step, call, credentials)),
  renderAcknowledgement,
};

function parse(request: WebhookRequest, path: VoicePath): CallEvent {
  const fields = readFields(request);
  switch (path) {
    case "voice":
      return { kind: "incoming", call: callOf(fields) };
    case "next":
      return { kind: "legEnded", call: callOf(fields), outcome: legOutcome(field(fields, "DialStatus")) };
    case "recorded":
      return recordingOf(fields) ?? statusOf(fields);
    case "status":
      return statusOf(fields);
  }
}

const callOf = (fields: FormFields): CarrierCall => ({
  ...callerOf(fields),
  to: withPlus(requiredField(fields, "To")),
});

/** What is known of a call whose called number a report can omit. */
function callerOf(fields: FormFields): CarrierCall {
  const from = field(fields, "From") ?? "";
  return {
    id: requiredField(fields, "CallUUID"),
    to: withPlus(field(fields, "To") ?? ""),
    from: isWithheld(from) ? from : withPlus(from),
    isWithheld: isWithheld(from),
  };
}

function recordingOf(fields: FormFields): CallEvent | undefined {
  const url = field(fields, "RecordUrl");
  if (url === undefined) return undefined;
  const seconds = numberOf(field(fields, "RecordingDuration"));
  return { kind: "recorded", call: callerOf(fields), url, seconds };
}

const statusOf = (fields: FormFields): CallEvent => ({
  kind: "status",
  call: field(fields, "CallUUID") === undefined ? null : callerOf(fields),
  status: field(fields, "CallStatus") ?? "unknown",
});

const outcomes: ReadonlyMap<string | undefined, LegOutcome> = new Map([
  ["completed", "answered"],
  ["answer", "answered"],
  ["busy", "busy"],
  ["timeout", "noAnswer"],
  ["no-answer", "noAnswer"],
  ["cancel", "canceled"],
]);

/** A status that is not known counts as failed, so that the call goes on. */
const legOutcome = (status: string | undefined): LegOutcome => outcomes.get(status) ?? "failed";

/** A client is an endpoint of the account, which has a SIP address. */
function targetOf(endpoint: string, { identifiers }: CarrierAccount): DialTarget | undefined {
  const target = dialTarget(endpoint);
  if (target?.kind !== "client") return target;
  const domain = identifiers.sipDomain || "phone.plivo.com";
  return /^[a-z\d.-]+$/i.test(domain)
    ? { kind: "sip", uri: `sip:${encodeURIComponent(target.name)}@${domain}` }
    : undefined;
}

function renderAcknowledgement(event: CallEvent): CarrierResponse {
  return xmlResponse(event.kind === "recorded" ? hangUp() : "");
}

const hangUp = (): string => element("Hangup", {});

const renderers: StepRenderers = {
  ring: (step, call) =>
    (step.isRecorded ? recording : "") + dial(step, call, step.targets.map(noun).join("")),
  forward: (step, call) => dial(step, call, noun({ kind: "phone", line: step.line })),
  announce: (step) => speak(step) + hangUp(),
  voicemail,
  reject: () => element("Hangup", { reason: "rejected" }),
  hangUp,
};

/** Starts with the conversation, and does not wait for it. */
const recording = element("Record", { startOnDialAnswer: true, redirect: false, maxLength: 14_400 });

function dial(step: CallStep & { kind: "ring" | "forward" }, call: CarrierCall, nouns: string): string {
  const shown = shownCallerId(step, call);
  const attributes = {
    timeout: between(step.seconds, 5, 600),
    callerId: shown && withoutPlus(shown),
    action: step.nextUrl,
    method: "POST",
  };
  return element("Dial", attributes, nouns);
}

/** A client was made a SIP address by `targetOf`. */
function noun(target: DialTarget): string {
  switch (target.kind) {
    case "client":
      return "";
    case "sip":
      return element("User", {}, escapeXml(target.uri));
    case "phone":
      return element("Number", {}, escapeXml(withoutPlus(target.line)));
  }
}

const textMax = 3000;

function speak({ text, language }: { readonly text: string; readonly language: string }): string {
  const spoken = spokenText(text, textMax);
  return spoken && element("Speak", { language: spokenLanguage(language, plivoLanguages) }, spoken);
}

function voicemail(step: CallStep & { kind: "voicemail" }): string {
  const attributes = {
    maxLength: Math.max(step.secondsMax, 2),
    playBeep: true,
    action: step.recordedUrl,
    method: "POST",
  };
  return speak(step) + element("Record", attributes);
}
