import { type DocumentRules, e164 } from "./documents.ts";

/** What TextGrid is known to read, and of `<Dial>` two attributes of TwiML. It publishes no rules. */
export const textgridRules: DocumentRules = {
  bytesMax: 65_536,
  elements: {
    Response: { attributes: {}, children: ["Dial", "Say", "Message"], childrenMax: 1 },
    Dial: { attributes: { callerId: e164, timeout: { min: 5, max: 600 } }, textMax: 16, text: e164 },
    Say: { attributes: { voice: ["alice"] }, textMax: 4096 },
    Message: { attributes: {}, textMax: 1600 },
  },
};
