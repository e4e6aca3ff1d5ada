import type { CallEvent, CallStep, CarrierCall, DialTarget, LegOutcome } from "../../core/telephony/call.ts";
import type { CarrierAccount } from "../../model.ts";
import type { VoiceDoor, VoicePath } from "../contract/carrier-door.ts";
import { dialTarget, shownCallerId, withPlus } from "../contract/endpoint.ts";
import { emptyResponse, type JsonFields, jsonResponse, parseJsonBody } from "../contract/json-body.ts";
import { spokenParts } from "../contract/speech.ts";
import { isWithheld } from "../contract/withheld.ts";
import { verifyJambonz } from "./signature.ts";

/** Written after jambonz's sources and documentation; it has not been run against a jambonz. */
export const jambonzVoice: VoiceDoor = {
  canRingInOrder: true,
  // `listen` sends audio to a WebSocket; nothing records to a URL.
  canRecordVoicemail: false,
  canReject: true,
  verify: verifyJambonz,
  parse: (request, path) => toEvent(parseJsonBody(request), path),
  targetOf,
  render: (step, call) => jsonResponse(toVerbs(step, call)),
  renderAcknowledgement: () => emptyResponse,
};

function toEvent(fields: JsonFields, path: VoicePath): CallEvent {
  const call = toCall(fields);
  if (path === "voice") return { kind: "incoming", call };
  const status = fields.text("dial_call_status");
  if (path !== "next" || status === undefined)
    return { kind: "status", call, status: fields.text("call_status") ?? "unknown" };
  return { kind: "legEnded", call, outcome: outcomes.get(status) ?? "failed" };
}

/** https://github.com/jambonz/jambonz-feature-server, lib/utils/constants.json: `CallStatus`. */
const outcomes: ReadonlyMap<string, LegOutcome> = new Map([
  ["completed", "answered"],
  ["in-progress", "answered"],
  ["busy", "busy"],
  ["no-answer", "noAnswer"],
  ["failed", "failed"],
]);

function toCall(fields: JsonFields): CarrierCall {
  const from = fields.text("from") ?? "";
  return {
    id: fields.required("call_sid"),
    to: withPlus(fields.text("to") ?? ""),
    from: withPlus(from),
    isWithheld: isWithheld(from),
  };
}

/** A client is a registered user; its realm is the account's SIP realm at jambonz. */
function targetOf(
  endpoint: string,
  { identifiers: { sipRealm } }: Pick<CarrierAccount, "identifiers">,
): DialTarget | undefined {
  const target = dialTarget(endpoint);
  if (target?.kind !== "client") return target;
  return sipRealm ? { kind: "client", name: `${target.name}@${sipRealm}` } : undefined;
}

/** https://docs.jambonz.org/verbs/verbs/overview: the call ends after the last verb. */
type Verbs = readonly object[];

function toVerbs(step: CallStep, call: CarrierCall): Verbs {
  switch (step.kind) {
    case "ring":
      return [dial(step.targets, step, call)];
    case "forward":
      return [dial([{ kind: "phone", line: step.line }], step, call)];
    case "announce":
    case "voicemail":
      // The application's own voice is used: a language alone would be combined with a voice of another one.
      return [...spokenParts(step.text, sayMax).map((text) => ({ verb: "say", text })), ...ending];
    case "reject":
      return [{ verb: "sip:decline", status: 603, reason: "Decline" }];
    default:
      return ending;
  }
}

/** `hangup` ends an answered call only, and `sip:decline` one that is not answered; the other is skipped. */
const ending: Verbs = [
  { verb: "sip:decline", status: 480, reason: "Temporarily Unavailable" },
  { verb: "hangup" },
];

/** Characters of a request to a speech service. */
const sayMax = 3000;

interface Connection {
  readonly seconds: number;
  readonly callerId: string | null;
  readonly nextUrl: string;
}

/** https://docs.jambonz.org/verbs/verbs/dial: all targets ring at once, at most ten. */
function dial(targets: readonly DialTarget[], connection: Connection, call: CarrierCall) {
  const callerId = shownCallerId(connection, call);
  return {
    verb: "dial",
    answerOnBridge: true,
    timeout: connection.seconds,
    ...(callerId === undefined ? {} : { callerId }),
    actionHook: connection.nextUrl,
    target: targets.slice(0, targetsMax).map(toTarget),
  };
}
const targetsMax = 10;

function toTarget(target: DialTarget): object {
  switch (target.kind) {
    case "phone":
      return { type: "phone", number: target.line };
    case "sip":
      return { type: "sip", sipUri: target.uri };
    default:
      return { type: "user", name: target.name };
  }
}
