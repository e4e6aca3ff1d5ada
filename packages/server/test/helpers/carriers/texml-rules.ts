import { telnyxLanguages } from "../../../src/carriers/telnyx/languages.ts";
import { type DocumentRules, e164, methods, plainUrl, trueOrFalse } from "./documents.ts";

/** The part of TeXML that is used: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs */
export const texmlRules: DocumentRules = {
  bytesMax: 65_536,
  elements: {
    Response: { attributes: {}, children: ["Dial", "Say", "Record", "Reject", "Hangup"] },
    Dial: {
      attributes: {
        action: plainUrl,
        method: methods,
        callerId: e164,
        fromDisplayName: /^[A-Za-z\d \-_~!.+]{1,128}$/,
        hangupOnStar: trueOrFalse,
        timeout: { min: 5, max: 120 },
        timeLimit: { min: 60, max: 14_400 },
        record: [
          "do-not-record",
          "record-from-answer",
          "record-from-ringing",
          "record-from-answer-dual",
          "record-from-ringing-dual",
        ],
      },
      children: ["Number", "Sip"],
    },
    Number: { attributes: {}, textMax: 16, text: e164 },
    Sip: { attributes: {}, textMax: 500, text: /^sips?:[^\s@]+@\S+$/ },
    Say: {
      attributes: { voice: ["alice"], language: telnyxLanguages, loop: { min: 0, max: 10 } },
      textMax: 3000,
    },
    Record: {
      attributes: {
        action: plainUrl,
        method: methods,
        finishOnKey: /^[\d*#]*$/,
        timeout: { min: 0, max: 14_400 },
        maxLength: { min: 0, max: 14_400 },
        playBeep: trueOrFalse,
        trim: ["trim-silence"],
        channels: ["single", "dual"],
        recordingStatusCallback: plainUrl,
        recordingStatusCallbackMethod: methods,
      },
    },
    Reject: { attributes: { reason: ["rejected", "busy"] } },
    Hangup: { attributes: {} },
  },
};
