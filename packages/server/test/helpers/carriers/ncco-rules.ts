import { closedObject } from "../json-schema.ts";

// https://developer.vonage.com/en/voice/voice-api/ncco-reference

const number = { type: "string", pattern: "^[1-9][0-9]{6,14}$" };
const url = { type: "array", minItems: 1, maxItems: 1, items: { type: "string", pattern: "^https://" } };
const endpoint = {
  anyOf: [
    closedObject({ type: { const: "phone" }, number }),
    closedObject({ type: { const: "sip" }, uri: { type: "string", pattern: "^sips?:[^\\s]+@[^\\s]+$" } }),
    closedObject({ type: { const: "app" }, user: { type: "string", minLength: 1 } }),
  ],
};

const connect = closedObject(
  {
    action: { const: "connect" },
    from: number,
    timeout: { type: "integer", minimum: 1, maximum: 120 },
    eventType: { const: "synchronous" },
    eventUrl: url,
    eventMethod: { enum: ["GET", "POST"] },
    endpoint: { type: "array", minItems: 1, maxItems: 1, items: endpoint },
  },
  ["from"],
);
const talk = closedObject(
  {
    action: { const: "talk" },
    text: { type: "string", minLength: 1, maxLength: 1500 },
    language: { type: "string", pattern: "^[a-z]{2,3}(-[A-Z]{2,3})*$" },
  },
  ["language"],
);
const record = closedObject(
  {
    action: { const: "record" },
    eventUrl: url,
    eventMethod: { enum: ["GET", "POST"] },
    format: { enum: ["mp3", "wav", "ogg"] },
    beepStart: { type: "boolean" },
    endOnSilence: { type: "integer", minimum: 3, maximum: 10 },
    endOnKey: { type: "string", pattern: "^[0-9*#]$" },
    timeOut: { type: "integer", minimum: 3, maximum: 7200 },
  },
  ["beepStart", "endOnSilence", "endOnKey", "timeOut"],
);

export const ncco = { type: "array", items: { anyOf: [connect, talk, record] } };
