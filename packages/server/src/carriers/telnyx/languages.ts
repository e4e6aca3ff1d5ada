/**
 * The languages that the vendor's library 7.24.0 lists for Amazon Polly, whose voices `alice` uses. The first of several
 * countries is used for one that is not listed.
 */
export const telnyxLanguages = [
  "en-US",
  "es-ES",
  "fr-FR",
  "de-DE",
  "pt-BR",
  "cmn-CN",
  "cy-GB",
  "da-DK",
  "en-AU",
  "en-GB",
  "en-GB-WLS",
  "en-IN",
  "es-MX",
  "es-US",
  "fr-CA",
  "hi-IN",
  "is-IS",
  "it-IT",
  "ja-JP",
  "ko-KR",
  "nb-NO",
  "nl-NL",
  "pl-PL",
  "pt-PT",
  "ro-RO",
  "ru-RU",
  "sv-SE",
  "tr-TR",
] as const;
