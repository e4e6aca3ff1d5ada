import { settled, withoutCase, withoutInvisible } from "./case.ts";
import { withAsciiDigits } from "./digits.ts";
import { emailKey, withUnicodeLabels } from "./email.ts";

/** The key of texts in which a search finds parts. Both the stored texts and the typed part are folded the same way. */
export const searchKey = (...texts: readonly (string | null)[]): string =>
  searchFold(texts.filter(Boolean).join("\n"));

/** The texts of a user in which a search finds parts. An address is found in Unicode and in Punycode. */
export const userSearchKey = (user: {
  readonly name: string;
  readonly email: string | null;
  readonly username: string | null;
}): string => {
  const { email } = user;
  const addresses = email === null ? [] : new Set([searchFold(email), searchFold(emailKey(email))]);
  return searchKey(user.name, ...addresses, user.username);
};

/**
 * Folds the differences that searches ignore: case in every language, compatible characters such as full-width ones,
 * the letters that Arabic and Persian keyboards write differently, digits of every script, `ß`, and invisible
 * characters. The fold of a fold is the fold.
 */
export const searchFold = (text: string): string => settled(text, foldOnce);

const foldOnce = (text: string): string =>
  withAsciiDigits(
    withoutCase(withoutInvisible(text).normalize("NFKC"))
      .replaceAll(/i\u0307|ı/g, "i")
      .replaceAll("ß", "ss")
      .replaceAll(arabicMarks, "")
      .replaceAll(foldedLetters, (letter) => letters[letter] ?? letter),
  ).normalize("NFKC");

/** Vowel signs, hamza above and below, and the stroke that stretches a word. */
const arabicMarks = /[\u064b-\u065f\u0670\u0640]/g;
const letters: Readonly<Record<string, string>> = {
  "\u064a": "\u06cc", // Arabic yeh
  "\u0649": "\u06cc", // alef maksura
  "\u0626": "\u06cc", // yeh with hamza
  "\u0643": "\u06a9", // Arabic kaf
  "\u06c0": "\u0647", // heh with yeh above
  "\u06d5": "\u0647", // ae
  "\u0629": "\u0647", // teh marbuta
  "\u0622": "\u0627", // alef with madda
  "\u0623": "\u0627", // alef with hamza above
  "\u0625": "\u0627", // alef with hamza below
  "\u0671": "\u0627", // alef wasla
  "\u0624": "\u0648", // waw with hamza
  "\u06be": "\u0647", // heh doachashmee
  "\u06c1": "\u0647", // heh goal
};
const foldedLetters = new RegExp(`[${Object.keys(letters).join("")}]`, "g");

/**
 * The forms in which a typed part can occur in search keys. A part of a line is found with any separators, with a
 * full-width plus, `00` instead of `+`, and as a `tel:` URI. Empty when the text contains nothing to search for.
 */
export function searchParts(typed: string): readonly string[] {
  const part = searchFold(typed).trim();
  const forms = [part, withUnicodeLabels(part), ...lineForms(part)];
  return [...new Set(forms.map(searchFold))].filter((form) => form !== "");
}

function lineForms(part: string): readonly string[] {
  const [, number = ""] = /^(?:tel:)?([^;]*)(?:;.*)?$/s.exec(part) ?? [];
  if (!/^[\d\s()[\]+./\p{Pd}]*\d[\d\s()[\]+./\p{Pd}]*$/u.test(number)) return [];
  const withoutTrunkZero = number.replace(/\(0\)/, "");
  return [number, withoutTrunkZero].flatMap((form) => {
    const digits = form.replaceAll(/[^\d+]/g, "");
    return digits.startsWith("00") ? [digits, `+${digits.slice(2)}`] : [digits];
  });
}
