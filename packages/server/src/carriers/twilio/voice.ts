import type { CallEvent, CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { CarrierResponse, VoiceDoor, VoicePath } from "../contract/carrier-door.ts";
import { between, dialTarget, shownCallerId } from "../contract/endpoint.ts";
import { readFields } from "../contract/fields.ts";
import { renderStep, type StepRenderers } from "../contract/render-step.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenLanguage, spokenText } from "../contract/speech.ts";
import { callEventOf } from "../contract/twiml-request.ts";
import { field, type WebhookRequest } from "../contract/webhook-request.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { twilioLanguages } from "./languages.ts";
import { verifyTwilio } from "./signature.ts";

/** More nouns fail: https://www.twilio.com/docs/voice/twiml/dial#nouns */
const targetsMax = 10;

/** Answers calls with TwiML: https://www.twilio.com/docs/voice/twiml */
export const twilioVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  canReject: true,
  targetsMax,
  verify: verifyTwilio,
  parse,
  targetOf: dialTarget,
  render: (step, call, credentials) => xmlResponse(renderStep(renderers, step, call, credentials)),
  renderAcknowledgement,
};

/** The name of a client is trustworthy: it comes from an access token that the account's owner signed. */
function parse(request: WebhookRequest, path: VoicePath): CallEvent {
  const fields = readFields(request);
  const event = withCallersEnd(callEventOf(fields, path), field(fields, "CallStatus"));
  const from = event.call?.from;
  return from?.startsWith("client:") && event.kind !== "status"
    ? { ...event, call: { ...event.call, client: from.slice("client:".length) } }
    : event;
}

/** `CallStatus` is that of the caller, also at the end of a leg: https://www.twilio.com/docs/voice/twiml/dial#action */
const withCallersEnd = (event: CallEvent, callStatus: string | undefined): CallEvent =>
  event.kind === "legEnded" && callStatus === "completed" ? { ...event, hasCallerLeft: true } : event;

/** After a recording the caller is still there; any other event expects no document. */
function renderAcknowledgement(event: CallEvent): CarrierResponse {
  return xmlResponse(event.kind === "recorded" ? hangUp() : "");
}

const hangUp = (): string => element("Hangup", {});

const renderers: StepRenderers = {
  ring,
  forward: (step, call) => dial(step, call, element("Number", {}, escapeXml(step.line))),
  announce: (step) => say(step) + hangUp(),
  voicemail,
  reject: () => element("Reject", { reason: "busy" }),
  hangUp,
};

function ring(step: CallStep & { kind: "ring" }, call: CarrierCall): string {
  const nouns = step.targets.slice(0, targetsMax).map((target) => noun(target, step.statusUrl));
  return dial(step, call, nouns.join(""), step.isRecorded);
}

function dial(
  step: CallStep & { kind: "ring" | "forward" },
  call: CarrierCall,
  nouns: string,
  isRecorded = false,
): string {
  const attributes = {
    answerOnBridge: true,
    timeout: between(step.seconds, 5, 600),
    callerId: shownCallerId(step, call),
    record: isRecorded ? "record-from-answer" : undefined,
    action: step.nextUrl,
    method: "POST",
  };
  return element("Dial", attributes, nouns);
}

function noun(target: DialTarget, statusCallback: string): string {
  const attributes = {
    statusCallback,
    statusCallbackMethod: "POST",
    statusCallbackEvent: "answered completed",
  };
  switch (target.kind) {
    case "client":
      return element("Client", attributes, escapeXml(target.name));
    case "sip":
      return element("Sip", attributes, escapeXml(target.uri));
    case "phone":
      return element("Number", attributes, escapeXml(target.line));
  }
}

const textMax = 4096;

function say({ text, language }: { readonly text: string; readonly language: string }): string {
  const spoken = spokenText(text, textMax);
  return spoken && element("Say", { language: spokenLanguage(language, twilioLanguages) }, spoken);
}

function voicemail(step: CallStep & { kind: "voicemail" }): string {
  const attributes = { maxLength: step.secondsMax, playBeep: true, action: step.recordedUrl, method: "POST" };
  return say(step) + element("Record", attributes);
}
