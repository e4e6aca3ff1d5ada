import { twilioLanguages } from "../../../src/carriers/twilio/languages.ts";
import { type DocumentRules, e164, methods, plainUrl, trueOrFalse } from "./documents.ts";

const statusCallback = {
  statusCallback: plainUrl,
  statusCallbackMethod: methods,
  statusCallbackEvent:
    /^(?:initiated|ringing|answered|completed)(?: (?:initiated|ringing|answered|completed))*$/,
};

/**
 * The part of TwiML that is used: https://www.twilio.com/docs/voice/twiml/dial, `/say`, `/record`, `/reject`, `/hangup`.
 * A caller ID can also be that of a client.
 */
export const twimlRules: DocumentRules = {
  bytesMax: 65_536,
  elements: {
    Response: { attributes: {}, children: ["Dial", "Say", "Record", "Reject", "Hangup"] },
    Dial: {
      attributes: {
        action: plainUrl,
        method: methods,
        answerOnBridge: trueOrFalse,
        callerId: /^(?:\+[1-9]\d{6,14}|client:.+)$/,
        hangupOnStar: trueOrFalse,
        record: [
          "do-not-record",
          "record-from-answer",
          "record-from-ringing",
          "record-from-answer-dual",
          "record-from-ringing-dual",
        ],
        ringTone: /^[a-z]{2}(?:-old)?$/,
        timeLimit: { min: 1, max: 86_400 },
        timeout: { min: 5, max: 600 },
        trim: ["trim-silence", "do-not-trim"],
      },
      children: ["Client", "Number", "Sip"],
      childrenMax: 10,
    },
    Client: { attributes: statusCallback, textMax: 121 },
    Number: { attributes: statusCallback, textMax: 16, text: e164 },
    Sip: { attributes: statusCallback, textMax: 255, text: /^sips?:[^\s@]+@\S+$/ },
    Say: {
      attributes: { language: twilioLanguages, loop: { min: 0, max: 1000 }, voice: /./ },
      textMax: 4096,
    },
    Record: {
      attributes: {
        action: plainUrl,
        method: methods,
        timeout: { min: 0, max: 14_400 },
        finishOnKey: /^[\d*#]*$/,
        maxLength: { min: 1, max: 14_400 },
        playBeep: trueOrFalse,
        trim: ["trim-silence", "do-not-trim"],
      },
    },
    Reject: { attributes: { reason: ["rejected", "busy"] } },
    Hangup: { attributes: {} },
  },
};
