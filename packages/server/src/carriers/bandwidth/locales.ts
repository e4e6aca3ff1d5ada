import { spokenLanguage } from "../contract/speech.ts";

/** The locales of https://dev.bandwidth.com/docs/voice/bxml/speakSentence that are used. */
export const bandwidthLocales = ["en_US", "en_UK", "de", "es", "es_MX", "fr", "it", "ja", "ru"] as const;

/** Bandwidth has its own name for British English. Undefined for a language that it does not speak. */
export const localeOf = (language: string): string | undefined =>
  spokenLanguage(language.replace(/^en[-_]GB$/i, "en_UK"), bandwidthLocales);
