import { plivoLanguages } from "../../../src/carriers/plivo/languages.ts";
import { type DocumentRules, methods, plainUrl, trueOrFalse } from "./documents.ts";

/** Digits without a plus. */
const number = /^[1-9]\d{6,14}$/;

/** The part of Plivo XML that is used: https://www.plivo.com/docs/voice/xml/dial, `/record`, `/audio-output`. */
export const plivoRules: DocumentRules = {
  bytesMax: 100_000,
  elements: {
    Response: { attributes: {}, children: ["Dial", "Speak", "Record", "Hangup"] },
    Dial: {
      attributes: {
        action: plainUrl,
        method: methods,
        hangupOnStar: trueOrFalse,
        timeLimit: { min: 1, max: 86_400 },
        timeout: { min: 1, max: 3600 },
        callerId: number,
        callerName: /^.{1,50}$/,
        redirect: trueOrFalse,
        callbackUrl: plainUrl,
        callbackMethod: methods,
      },
      children: ["Number", "User"],
    },
    Number: { attributes: {}, textMax: 15, text: number },
    User: { attributes: {}, textMax: 500, text: /^sips?:[^\s@]+@\S+$/ },
    Speak: {
      attributes: { voice: ["WOMAN", "MAN"], language: plivoLanguages, loop: { min: 0, max: 100 } },
      textMax: 3000,
    },
    Record: {
      attributes: {
        action: plainUrl,
        method: methods,
        fileFormat: ["mp3", "wav"],
        redirect: trueOrFalse,
        timeout: { min: 1, max: 3600 },
        maxLength: { min: 2, max: 14_400 },
        playBeep: trueOrFalse,
        finishOnKey: /^[\d*#]+$/,
        recordSession: trueOrFalse,
        startOnDialAnswer: trueOrFalse,
        callbackUrl: plainUrl,
        callbackMethod: methods,
      },
    },
    Hangup: { attributes: { reason: ["rejected", "busy"], schedule: { min: 1, max: 86_400 } } },
  },
};
