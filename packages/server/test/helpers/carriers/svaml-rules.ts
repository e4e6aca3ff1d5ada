import { closedObject } from "../json-schema.ts";

// https://developers.sinch.com/docs/voice/api-reference/svaml, and the types of https://github.com/sinch/sinch-sdk-node

const text = { type: "string" };
const number = { type: "string", pattern: "^\\+[1-9][0-9]{6,14}$" };
const seconds = { type: "integer", minimum: 1 };
const named = (name: string, properties: Record<string, object> = {}, optional: readonly string[] = []) =>
  closedObject({ name: { const: name }, ...properties }, optional);
const destination = (type: string, endpoint: object) => closedObject({ type: { const: type }, endpoint });

const hangup = named("hangup");
const connectPstn = named(
  "connectPstn",
  { number, locale: text, maxDuration: seconds, dialTimeout: seconds, cli: number },
  ["locale", "maxDuration", "dialTimeout", "cli"],
);
const connectSip = named(
  "connectSip",
  {
    destination: destination("sip", { type: "string", pattern: "^[^@\\s]+@[^;@\\s]+$" }),
    maxDuration: seconds,
    cli: number,
    transport: { enum: ["UDP", "TCP", "TLS"] },
  },
  ["maxDuration", "cli", "transport"],
);
const connectMxp = named("connectMxp", {
  destination: destination("username", { type: "string", minLength: 1 }),
});

const answer = named("answer");
const say = named(
  "say",
  {
    text: { type: "string", minLength: 1, maxLength: 600 },
    locale: { type: "string", pattern: "^[a-z]{2,3}(-[A-Z]{2,3})*$" },
  },
  ["locale"],
);
/** Without `answer` at first, a caller who is not connected yet hears nothing. */
const instructions = { type: "array", minItems: 1, items: [answer], additionalItems: say };

/** The answer to an incoming call: exactly one action. */
export const svamlOfIncomingCall = closedObject(
  { instructions, action: { anyOf: [hangup, connectPstn, connectSip, connectMxp] } },
  ["instructions"],
);

/** The answer to an answered call, where `connect…` is not allowed. */
export const svamlOfAnsweredCall = closedObject({ action: { anyOf: [hangup, named("continue")] } });
