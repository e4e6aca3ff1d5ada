import type { CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { VoiceDoor } from "../contract/carrier-door.ts";
import { between, dialTarget, shownCallerId } from "../contract/endpoint.ts";
import { renderStep, type StepRenderers } from "../contract/render-step.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenText } from "../contract/speech.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { verifyBandwidth } from "./authorization.ts";
import { localeOf } from "./locales.ts";
import { readVoiceEvent } from "./voice-event.ts";

/** Answers calls with BXML: https://dev.bandwidth.com/docs/voice/bxml */
export const bandwidthVoice: VoiceDoor = {
  canRingInOrder: true,
  canRecordVoicemail: true,
  canReject: true,
  verify: verifyBandwidth,
  parse: readVoiceEvent,
  targetOf,
  render: (step, call, credentials) => xmlResponse(renderStep(renderers, step, call, credentials)),
  renderAcknowledgement: () => xmlResponse(""),
};

/** A `<Transfer>` reaches no client. */
function targetOf(endpoint: string): DialTarget | undefined {
  const target = dialTarget(endpoint);
  return target?.kind === "client" ? undefined : target;
}

/** Also rejects a call that was not answered: https://dev.bandwidth.com/docs/voice/bxml/hangup */
const hangUp = (): string => element("Hangup", {});

const renderers: StepRenderers = {
  ring: (step, call, credentials) =>
    (step.isRecorded ? recording(step, credentials) : "") +
    transfer(step, call, credentials, step.targets.map(noun).join("")),
  forward: (step, call, credentials) =>
    transfer(step, call, credentials, noun({ kind: "phone", line: step.line })),
  announce: (step) => speak(step) + hangUp(),
  voicemail,
  reject: hangUp,
  hangUp,
};

/** What Bandwidth sends to the URLs of an element: the application's own it sends only to the application's URLs. */
const callbackUser = ({ webhookUser, webhookPassword }: CarrierCredentials) => ({
  username: webhookUser,
  password: webhookPassword,
});

function transfer(
  step: CallStep & { kind: "ring" | "forward" },
  call: CarrierCall,
  credentials: CarrierCredentials,
  nouns: string,
): string {
  const attributes = {
    transferCallerId: shownCallerId(step, call),
    callTimeout: between(step.seconds, 1, 300),
    transferCompleteUrl: step.nextUrl,
    transferCompleteMethod: "POST",
    ...callbackUser(credentials),
  };
  return element("Transfer", attributes, nouns);
}

function noun(target: DialTarget): string {
  switch (target.kind) {
    case "client":
      return "";
    case "sip":
      return element("SipUri", {}, escapeXml(target.uri));
    case "phone":
      return element("PhoneNumber", {}, escapeXml(target.line));
  }
}

/** Ends the recording of a former leg first: there is one at a time. */
function recording({ statusUrl }: CallStep & { kind: "ring" }, credentials: CarrierCredentials): string {
  const attributes = {
    recordingAvailableUrl: statusUrl,
    recordingAvailableMethod: "POST",
    ...callbackUser(credentials),
  };
  return element("StopRecording", {}) + element("StartRecording", attributes);
}

const textMax = 3000;

function speak({ text, language }: { readonly text: string; readonly language: string }): string {
  const spoken = spokenText(text, textMax);
  return spoken && element("SpeakSentence", { locale: localeOf(language) }, spoken);
}

/** `recordCompleteUrl` is not asked when the caller hangs up, which is how most messages end. */
function voicemail(
  step: CallStep & { kind: "voicemail" },
  _: CarrierCall,
  credentials: CarrierCredentials,
): string {
  const attributes = {
    maxDuration: between(step.secondsMax, 1, 10_800),
    recordingAvailableUrl: step.recordedUrl,
    recordingAvailableMethod: "POST",
    ...callbackUser(credentials),
  };
  return speak(step) + element("Record", attributes) + hangUp();
}
