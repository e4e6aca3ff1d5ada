import type { CallEvent, CallStep, CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import type { CarrierResponse, VoiceDoor } from "../contract/carrier-door.ts";
import { dialTarget, shownCallerId, withPlus } from "../contract/endpoint.ts";
import { type JsonFields, jsonResponse, parseJsonBody } from "../contract/json-body.ts";
import { spokenLanguage, spokenParts } from "../contract/speech.ts";
import { isWithheld } from "../contract/withheld.ts";
import { sinchLanguages } from "./languages.ts";
import { verifySinchVoice } from "./voice-signature.ts";

export const sinchVoice: VoiceDoor = {
  canRingInOrder: false,
  canRecordVoicemail: false,
  canReject: true,
  targetsMax: 1,
  verify: verifySinchVoice,
  parse: (request) => toEvent(parseJsonBody(request)),
  targetOf: dialTarget,
  render: (step, call) => jsonResponse(toSvaml(step, call)),
  renderAcknowledgement,
};

/** An answered call has to be continued; the other events expect nothing. */
function renderAcknowledgement(event: CallEvent): CarrierResponse {
  const isAnswered = event.kind === "status" && event.status === "answered";
  return jsonResponse(isAnswered ? { action: { name: "continue" } } : {});
}

function toEvent(fields: JsonFields): CallEvent {
  const event = fields.required("event").toLowerCase();
  if (event === "ice") return { kind: "incoming", call: toCall(fields, idOf(fields)) };
  const id = fields.firstOf(idNames);
  return {
    kind: "status",
    call: id === undefined ? null : toCall(fields, id),
    status: statusOf(event, fields),
  };
}

/** The SDK and the events have `callid`, parts of the documentation `callId`. */
const idNames = ["callid", "callId"];
const idOf = (fields: JsonFields): string => fields.firstOf(idNames) ?? fields.required("callid");

function toCall(fields: JsonFields, id: string): CarrierCall {
  const from = fields.text("cli") ?? "";
  return { id, to: calledOf(fields), from: withPlus(from), isWithheld: isWithheld(from) };
}

/** `username` is a client, `sip` an address; a number has the type `number` or `did`. */
function calledOf(fields: JsonFields): string {
  const to = fields.object("to");
  const endpoint = to?.text("endpoint") ?? "";
  const type = to?.text("type")?.toLowerCase();
  if (type === "username") return `client:${endpoint}`;
  if (type === "sip") return /^sips?:/i.test(endpoint) ? endpoint : `sip:${endpoint}`;
  return withPlus(endpoint);
}

function statusOf(event: string, fields: JsonFields): string {
  if (event === "ace") return "answered";
  if (event !== "dice") return event;
  return resultsOfCalls.get(fields.text("result")?.toUpperCase() ?? "") ?? "completed";
}

const resultsOfCalls: ReadonlyMap<string, string> = new Map([
  ["ANSWERED", "completed"],
  ["BUSY", "busy"],
  ["NOANSWER", "no-answer"],
  ["FAILED", "failed"],
]);

/** https://developers.sinch.com/docs/voice/api-reference/svaml: instructions, and exactly one action. */
interface Svaml {
  readonly instructions?: readonly object[];
  readonly action: object;
}

const hangUp = { name: "hangup" };

function toSvaml(step: CallStep, call: CarrierCall): Svaml {
  switch (step.kind) {
    case "ring":
      return { action: connect(step.targets[0], step, call) };
    case "forward":
      return { action: connect({ kind: "phone", line: step.line }, step, call) };
    case "announce":
    case "voicemail":
      return { instructions: [{ name: "answer" }, ...say(step.text, step.language)], action: hangUp };
    default:
      return { action: hangUp };
  }
}

interface Connection {
  readonly seconds: number;
  readonly callerId: string | null;
}

function connect(target: DialTarget, connection: Connection, call: CarrierCall): object {
  const { seconds } = connection;
  const shown = shownCallerId(connection, call);
  const cli = shown === undefined ? {} : { cli: shown };
  switch (target.kind) {
    case "phone":
      return {
        name: "connectPstn",
        number: target.line,
        ...cli,
        dialTimeout: seconds,
        maxDuration: maxSeconds,
      };
    case "sip": {
      const { endpoint, transport } = partsOfSipUri(target.uri);
      const destination = { type: "sip", endpoint };
      return { name: "connectSip", destination, ...cli, transport, maxDuration: maxSeconds };
    }
    default:
      return { name: "connectMxp", destination: { type: "username", endpoint: target.name } };
  }
}

const maxSeconds = 14_400;

/** The endpoint is the URI without its scheme and parameters; the transport is given separately. */
function partsOfSipUri(uri: string): { readonly endpoint: string; readonly transport: string } {
  // A user can contain semicolons.
  const [, scheme, endpoint = "", parameters = ""] = /^(sips?):(.*@[^;]*)(.*)$/s.exec(uri) ?? [];
  if (scheme === "sips") return { endpoint, transport: "TLS" };
  const wanted = /;transport=([^;]*)/i.exec(parameters)?.[1]?.toUpperCase();
  return { endpoint, transport: ["TCP", "TLS"].find((it) => it === wanted) ?? "UDP" };
}

/** https://developers.sinch.com/docs/voice/api-reference/svaml/instructions: `say` has at most 600 characters. */
const say = (text: string, language: string): object[] =>
  spokenParts(text, sayMax).map((part) => ({ name: "say", text: part, ...localeOf(language) }));

/** Without a locale, Sinch speaks American English. */
function localeOf(language: string): { readonly locale?: string } {
  const locale = spokenLanguage(language, sinchLanguages);
  return locale === undefined ? {} : { locale };
}

const sayMax = 600;
