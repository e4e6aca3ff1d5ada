/**
 * https://developer.vonage.com/en/voice/voice-api/concepts/text-to-speech, as the SDK's `TTSLanguages` lists them.
 * Of the tags of one language, the usual one is first.
 */
export const vonageLanguages: readonly string[] = [
  ...["en-US", "fr-FR", "de-DE", "es-ES", "pt-BR", "nl-NL", "af-ZA", "ar", "bg-BG", "bn-IN"],
  ...["ca-ES", "cmn-CN", "cmn-TW", "cs-CZ", "cy-GB", "da-DK", "de-AT", "de-ET", "el-GR", "en-AU"],
  ...["en-GB", "en-GB-SCT", "en-GB-WLS", "en-IE", "en-IN", "en-NZ", "en-ZA", "es-CO", "es-MX", "es-US"],
  ...["eu-ES", "fi-FI", "fil-PH", "fr-CA", "gl-ES", "gu-IN", "he-IL", "hi-IN", "hu-HU", "id-ID"],
  ...["is-IS", "it-IT", "ja-JP", "kn-IN", "ko-KR", "lv-LV", "ml-IN", "ms-MY", "nb-NO", "nl-BE"],
  ...["no-NO", "pa-IN", "pl-PL", "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sr-RS", "sv-SE", "ta-IN"],
  ...["te-IN", "th-TH", "tr-TR", "uk-UA", "vi-VN", "yue-CN"],
];
