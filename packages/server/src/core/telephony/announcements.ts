import type { CarrierAccount, UnansweredPolicy } from "../../model.ts";

/** A text, and the language in which it is spoken. */
export interface Announcement {
  readonly text: string;
  readonly language: string;
}

export type AnnouncementKind = "unavailable" | "voicemail" | "notPermitted";

/** They tell a caller nothing about a number or its holder. */
const defaults: Readonly<Record<string, Readonly<Record<AnnouncementKind, string>>>> = {
  en: {
    unavailable: "Nobody is available to take your call. Please try again later.",
    voicemail: "Nobody is available to take your call. Please leave a message after the tone.",
    notPermitted: "This call cannot be connected.",
  },
  fr: {
    unavailable: "Personne n'est disponible pour répondre à votre appel. Veuillez rappeler plus tard.",
    voicemail:
      "Personne n'est disponible pour répondre à votre appel. Veuillez laisser un message après le bip.",
    notPermitted: "Cet appel ne peut pas aboutir.",
  },
  es: {
    unavailable: "Nadie puede atender su llamada en este momento. Inténtelo de nuevo más tarde.",
    voicemail: "Nadie puede atender su llamada en este momento. Deje un mensaje después de la señal.",
    notPermitted: "No se puede realizar esta llamada.",
  },
  de: {
    unavailable: "Zurzeit kann niemand Ihren Anruf entgegennehmen. Bitte versuchen Sie es später erneut.",
    voicemail:
      "Zurzeit kann niemand Ihren Anruf entgegennehmen. Bitte hinterlassen Sie eine Nachricht nach dem Ton.",
    notPermitted: "Dieser Anruf kann nicht verbunden werden.",
  },
  fa: {
    unavailable: "در حال حاضر کسی نمی‌تواند پاسخگوی تماس شما باشد. لطفاً بعداً تماس بگیرید.",
    voicemail: "در حال حاضر کسی نمی‌تواند پاسخگوی تماس شما باشد. لطفاً پس از بوق پیام بگذارید.",
    notPermitted: "برقراری این تماس ممکن نیست.",
  },
};
const lastResort = { language: "en-US", texts: defaults.en as Readonly<Record<AnnouncementKind, string>> };

/** The announcement in a language: the policy's text, else the default text, else the policy's in the account's language. */
export function announcementOf(
  kind: AnnouncementKind,
  language: string,
  account: Pick<CarrierAccount, "language">,
  texts: UnansweredPolicy["texts"] = {},
): Announcement {
  const own = textIn(texts, language);
  if (own !== undefined) return own;
  const text = defaults[primaryOf(language)]?.[kind];
  if (text !== undefined) return { text, language };
  return textIn(texts, account.language) ?? { language: lastResort.language, text: lastResort.texts[kind] };
}

/** The text with this language tag, or else one in the same language. */
function textIn(texts: UnansweredPolicy["texts"], language: string): Announcement | undefined {
  const entries = Object.entries(texts).filter(([, text]) => text.trim() !== "");
  const found =
    entries.find(([tag]) => tag.toLowerCase() === language.toLowerCase()) ??
    entries.find(([tag]) => primaryOf(tag) === primaryOf(language));
  return found && { language: found[0], text: found[1] };
}

const primaryOf = (language: string): string => language.toLowerCase().split("-", 1)[0] ?? "";
