/**
 * The languages of `<Speak>` that have the default voice: https://www.plivo.com/docs/voice/xml/audio-output. The first of
 * several countries is used for one that is not listed.
 */
export const plivoLanguages = [
  "en-US",
  "es-ES",
  "fr-FR",
  "da-DK",
  "de-DE",
  "en-AU",
  "en-GB",
  "es-US",
  "fr-CA",
  "it-IT",
  "nl-NL",
  "pl-PL",
  "pt-BR",
  "ru-RU",
  "sv-SE",
] as const;
