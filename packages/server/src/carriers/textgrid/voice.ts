import type { CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { VoiceDoor } from "../contract/carrier-door.ts";
import { between, dialTarget, shownCallerId } from "../contract/endpoint.ts";
import { readFields } from "../contract/fields.ts";
import { renderStep, type StepRenderers } from "../contract/render-step.ts";
import { xmlResponse } from "../contract/response.ts";
import { spokenText } from "../contract/speech.ts";
import { callEventOf } from "../contract/twiml-request.ts";
import { element, escapeXml } from "../contract/xml.ts";
import { verifyTextGrid } from "./signature.ts";

/**
 * Answers calls with the part of TwiML that TextGrid is known to read: `<Say>` and `<Dial>` with a number. Whether it asks an
 * `action`, records, rejects or reaches clients and SIP addresses is not known.
 */
export const textgridVoice: VoiceDoor = {
  canRingInOrder: false,
  canRecordVoicemail: false,
  canReject: false,
  targetsMax: 1,
  verify: verifyTextGrid,
  parse: (request, path) => callEventOf(readFields(request), path),
  targetOf: phoneOnly,
  render: (step, call, credentials) => xmlResponse(renderStep(renderers, step, call, credentials)),
  renderAcknowledgement: () => xmlResponse(""),
};

function phoneOnly(endpoint: string): DialTarget | undefined {
  const target = dialTarget(endpoint);
  return target?.kind === "phone" ? target : undefined;
}

/** An empty document ends the call. */
const nothing = (): string => "";

const renderers: StepRenderers = {
  ring,
  forward: (step, call) => dial(step, call, step.line),
  announce: say,
  voicemail: say,
  reject: nothing,
  hangUp: nothing,
};

function ring(step: CallStep & { kind: "ring" }, call: CarrierCall): string {
  const phone = step.targets.find((target) => target.kind === "phone");
  return phone === undefined ? nothing() : dial(step, call, phone.line);
}

function dial(step: CallStep & { kind: "ring" | "forward" }, call: CarrierCall, line: string): string {
  const attributes = { timeout: between(step.seconds, 5, 600), callerId: shownCallerId(step, call) };
  return element("Dial", attributes, escapeXml(line));
}

const textMax = 4096;

function say({ text }: { readonly text: string }): string {
  const spoken = spokenText(text, textMax);
  return spoken && element("Say", { voice: "alice" }, spoken);
}
