import { closedObject } from "../json-schema.ts";

// https://github.com/jambonz/verb-specifications, specs.json, and the assertions of jambonz-feature-server's tasks

const text = { type: "string", minLength: 1 };
const target = {
  anyOf: [
    closedObject({ type: { const: "phone" }, number: text }),
    closedObject({ type: { const: "sip" }, sipUri: { type: "string", pattern: "^sips?:" } }),
    closedObject({ type: { const: "user" }, name: { type: "string", pattern: "^[^@\\s]+@[^@\\s]+$" } }),
  ],
};
const dial = closedObject(
  {
    verb: { const: "dial" },
    answerOnBridge: { type: "boolean" },
    callerId: text,
    timeout: { type: "integer", minimum: 1 },
    actionHook: { type: "string", pattern: "^https://" },
    target: { type: "array", minItems: 1, maxItems: 10, items: target },
  },
  ["callerId"],
);
const say = closedObject({ verb: { const: "say" }, text });
const decline = closedObject({
  verb: { const: "sip:decline" },
  status: { type: "integer", minimum: 400, maximum: 699 },
  reason: text,
});
const hangup = closedObject({ verb: { const: "hangup" } });

export const jambonzVerbs = { type: "array", minItems: 1, items: { anyOf: [dial, say, decline, hangup] } };
