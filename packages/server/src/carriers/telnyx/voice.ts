import type { CallEvent, CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { CarrierAccount } from "../../model.ts";
import type { CarrierResponse, VoiceDoor, VoicePath } from "../contract/carrier-door.ts";
import { between, dialTarget, isPhoneNumber, withoutPlus, withPlus } from "../contract/endpoint.ts";
import { readFields } from "../contract/fields.ts";
import { renderStep, type StepRenderers } from "../contract/render-step.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenLanguage, spokenText } from "../contract/speech.ts";
import { callEventOf } from "../contract/twiml-request.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { telnyxLanguages } from "./languages.ts";
import { verifyTelnyx } from "./signature.ts";

/**
 * Answers calls with TeXML: https://developers.telnyx.com/docs/voice/programmable-voice/texml-translator
 *
 * No call is read as that of a client: a SIP address in `From` proves nothing, because a subdomain accepts calls of anyone
 * unless it is set to "Only my connections".
 */
export const telnyxVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  canReject: true,
  verify: verifyTelnyx,
  parse,
  targetOf,
  render: (step, call, credentials) => xmlResponse(renderStep(renderers, step, call, credentials)),
  renderAcknowledgement,
};

/** The callback about a recording has the called number in its path only, without the plus. */
function parse(request: WebhookRequest, path: VoicePath): CallEvent {
  const event = callEventOf(readFields(request), path);
  if (event.kind !== "recorded" || event.call.to !== "") return event;
  const [, called = ""] = /\/voice\/recorded\/(\d+)$/.exec(request.url) ?? [];
  return { ...event, call: { ...event.call, to: withPlus(called) } };
}

/** TeXML has no `<Client>`: a client is a SIP user of the account's subdomain. */
function targetOf(endpoint: string, { identifiers }: CarrierAccount): DialTarget | undefined {
  const target = dialTarget(endpoint);
  if (target?.kind !== "client") return target;
  const subdomain = identifiers.sipSubdomain?.replace(/\.sip\.telnyx\.com$/, "") ?? "";
  return /^[a-z\d-]+$/i.test(subdomain)
    ? { kind: "sip", uri: `sip:${encodeURIComponent(target.name)}@${subdomain}.sip.telnyx.com` }
    : undefined;
}

function renderAcknowledgement(event: CallEvent): CarrierResponse {
  return xmlResponse(event.kind === "recorded" ? hangUp() : "");
}

const hangUp = (): string => element("Hangup", {});

const renderers: StepRenderers = {
  ring: (step, call) => dial(step, call, step.targets.map(noun).join(""), step.isRecorded),
  forward: (step, call) => dial(step, call, element("Number", {}, escapeXml(step.line))),
  announce: (step) => say(step) + hangUp(),
  voicemail,
  reject: () => element("Reject", { reason: "busy" }),
  hangUp,
};

function dial(
  { seconds, callerId, nextUrl }: CallStep & { kind: "ring" | "forward" },
  { to }: CarrierCall,
  nouns: string,
  isRecorded = false,
): string {
  const attributes = {
    timeout: between(seconds, 5, 120),
    // A number that the outbound voice profile does not allow fails the call, and the caller's own is none of the account's.
    callerId: callerId ?? (isPhoneNumber(to) ? to : undefined),
    record: isRecorded ? "record-from-answer" : undefined,
    action: nextUrl,
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
      return element("Sip", {}, escapeXml(target.uri));
    case "phone":
      return element("Number", {}, escapeXml(target.line));
  }
}

const textMax = 3000;

/** Only `alice` speaks other languages than English. */
function say({ text, language }: { readonly text: string; readonly language: string }): string {
  const spoken = spokenText(text, textMax);
  const attributes = { voice: "alice", language: spokenLanguage(language, telnyxLanguages) ?? "en-US" };
  return spoken && element("Say", attributes, spoken);
}

/** When the caller hangs up, only the callback is asked; it does not contain the called number. */
function voicemail(step: CallStep & { kind: "voicemail" }, { to }: CarrierCall): string {
  const attributes = {
    maxLength: between(step.secondsMax, 1, 14_400),
    playBeep: true,
    channels: "single",
    action: step.recordedUrl,
    method: "POST",
    recordingStatusCallback: isPhoneNumber(to) ? `${step.recordedUrl}/${withoutPlus(to)}` : step.recordedUrl,
    recordingStatusCallbackMethod: "POST",
  };
  return say(step) + element("Record", attributes);
}
