/**
 * https://developers.sinch.com/docs/voice/api-reference/voice-locales, as the type `TtsVoice` of the SDK lists them.
 * Of the tags of one language, the usual one is first.
 */
export const sinchLanguages: readonly string[] = [
  ...["en-US", "fr-FR", "de-DE", "es-ES", "pt-BR", "nl-NL", "arb", "az-AZ", "ca-ES", "cmn-CN"],
  ...["cs-CZ", "cy-GB", "da-DK", "de-AT", "el-GR", "en-AU", "en-GB", "en-GB-WLS", "en-IN", "en-NZ"],
  ...["en-ZA", "es-MX", "es-US", "et-EE", "fi-FI", "fil-PH", "fr-CA", "hi-IN", "hr-HR", "hu-HU"],
  ...["id-ID", "is-IS", "it-IT", "ja-JP", "ka-GE", "ko-KR", "lt-LT", "lv-LV", "ms-MY", "mt-MT"],
  ...["nb-NO", "pl-PL", "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sv-SE", "th-TH", "tr-TR"],
  ...["uk-UA", "uz-UZ", "vi-VN", "zh-HK"],
];
