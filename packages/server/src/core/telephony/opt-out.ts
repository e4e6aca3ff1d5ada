import { searchFold } from "../../text/search-key.ts";

/**
 * Words with which a recipient ends, resumes or asks about messages. Carriers act on them, and a phone that answers one would
 * opt out the wrong party. Twilio's and Telnyx's lists (https://help.twilio.com/articles/223134027,
 * https://support.telnyx.com/en/articles/1270091-sms-opt-out-keywords-and-stop-words), Canadian French, and the words of
 * Iranian senders.
 */
const words = [
  ...["stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "revoke"],
  ...["start", "unstop", "subscribe", "help", "info"],
  ...["arret", "arrêt", "arreter", "arrêter", "desabonner", "désabonner", "aide"],
  ...["لغو", "لغو11", "لغو 11", "لغو عضویت", "انصراف", "توقف", "قطع", "off", "خاموش", "11"],
];

const fold = (text: string): string =>
  searchFold(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const optOutWords: ReadonlySet<string> = new Set(words.map(fold));

/** Whether the text is nothing but such a word, in any case, with digits of any script and with any punctuation. */
export const isOptOut = (text: string): boolean => optOutWords.has(fold(text));
