import { bandwidthLocales } from "../../../src/carriers/bandwidth/locales.ts";
import { type DocumentRules, e164, methods, plainUrl } from "./documents.ts";

const callback = { username: /./, password: /./, tag: /^.{0,256}$/ };

/** The part of BXML that is used: https://dev.bandwidth.com/docs/voice/bxml */
export const bxmlRules: DocumentRules = {
  bytesMax: 65_536,
  elements: {
    Response: {
      attributes: {},
      children: ["Transfer", "SpeakSentence", "Record", "StartRecording", "StopRecording", "Hangup"],
    },
    Transfer: {
      attributes: {
        transferCallerId: e164,
        callTimeout: { min: 1, max: 300 },
        transferCompleteUrl: plainUrl,
        transferCompleteMethod: methods,
        ...callback,
      },
      children: ["PhoneNumber", "SipUri"],
    },
    PhoneNumber: { attributes: {}, textMax: 16, text: e164 },
    SipUri: { attributes: {}, textMax: 255, text: /^sips?:[^\s@]+@\S+$/ },
    SpeakSentence: { attributes: { locale: bandwidthLocales }, textMax: 3000 },
    Record: {
      attributes: {
        recordCompleteUrl: plainUrl,
        recordCompleteMethod: methods,
        recordingAvailableUrl: plainUrl,
        recordingAvailableMethod: methods,
        terminatingDigits: /^[\d*#]*$/,
        maxDuration: { min: 1, max: 10_800 },
        fileFormat: ["wav", "mp3"],
        ...callback,
      },
    },
    StartRecording: {
      attributes: { recordingAvailableUrl: plainUrl, recordingAvailableMethod: methods, ...callback },
    },
    StopRecording: { attributes: {} },
    Hangup: { attributes: {} },
  },
};
