import type { CallEvent, CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { CarrierResponse, VoiceDoor } from "../contract/carrier-door.ts";
import { between, dialTarget, shownCallerId } from "../contract/endpoint.ts";
import { readFields } from "../contract/fields.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenLanguage, spokenText } from "../contract/speech.ts";
import { callEventOf } from "../contract/twiml-request.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { twilioLanguages } from "./languages.ts";
import { verifyTwilio } from "./signature.ts";

/** Answers calls with TwiML: https://www.twilio.com/docs/voice/twiml */
export const twilioVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  canReject: true,
  verify: verifyTwilio,
  parse: (request, path) => callEventOf(readFields(request), path),
  targetOf: dialTarget,
  render: (step, call) => xmlResponse(renderStep(step, call)),
  renderAcknowledgement,
};

/** After a recording the caller is still there; any other event expects no document. */
function renderAcknowledgement(event: CallEvent): CarrierResponse {
  return xmlResponse(event.kind === "recorded" ? hangUp : "");
}

const hangUp = element("Hangup", {});

function renderStep(step: CallStep, call: CarrierCall): string {
  switch (step.kind) {
    case "ring":
      return ring(step, call);
    case "forward":
      return forward(step, call);
    case "announce":
      return say(step) + hangUp;
    case "voicemail":
      return voicemail(step);
    case "reject":
      return element("Reject", { reason: "busy" });
    case "hangUp":
      return hangUp;
  }
}

/** More nouns than this fail: https://www.twilio.com/docs/voice/twiml/dial#nouns */
const targetsMax = 10;

function ring(step: CallStep & { kind: "ring" }, call: CarrierCall): string {
  const nouns = step.targets.slice(0, targetsMax).map((target) => noun(target, step.statusUrl));
  return element(
    "Dial",
    {
      answerOnBridge: true,
      timeout: ringSeconds(step.seconds),
      callerId: shownCallerId(step, call),
      record: step.isRecorded ? "record-from-answer" : undefined,
      action: step.nextUrl,
      method: "POST",
    },
    nouns.join(""),
  );
}

function forward(step: CallStep & { kind: "forward" }, call: CarrierCall): string {
  return element(
    "Dial",
    {
      answerOnBridge: true,
      timeout: ringSeconds(step.seconds),
      callerId: shownCallerId(step, call),
      action: step.nextUrl,
      method: "POST",
    },
    element("Number", {}, escapeXml(step.line)),
  );
}

const ringSeconds = (seconds: number): number => between(seconds, 5, 600);

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

function say({ text, language }: { text: string; language: string }): string {
  const spoken = spokenText(text, textMax);
  return spoken === "" ? "" : element("Say", { language: spokenLanguage(language, twilioLanguages) }, spoken);
}

function voicemail(step: CallStep & { kind: "voicemail" }): string {
  return (
    say(step) +
    element("Record", {
      maxLength: step.secondsMax,
      playBeep: true,
      action: step.recordedUrl,
      method: "POST",
    })
  );
}
