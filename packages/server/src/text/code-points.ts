import { domainToASCII } from "node:url";

// Which code points names and addresses can contain.

const zeroWidthNonJoiner = "\u200c";
const zeroWidthJoiner = "\u200d";

/** Format characters that are printed: numbers and signs of Arabic, Syriac and Kaithi. */
const printedFormats = "\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}";
/** Ignorable code points that belong to visible characters: variation selectors and the fillers of Hangul syllables. */
const attached = "\\p{Variation_Selector}\\u115f\\u1160";
const hostile = new RegExp(
  `[[\\p{Cc}\\p{Cs}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Noncharacter_Code_Point}\\p{Default_Ignorable_Code_Point}]--[${printedFormats}${attached}]]`,
  "gv",
);

/** The flags of England, Scotland and Wales: https://unicode.org/reports/tr51/#emoji_tag_sequences */
const flagWithTags = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]+\u{e007f}/gu;

const visible = /[[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]--[\p{Default_Ignorable_Code_Point}\u2800]]/v;

/** Whether a reader sees anything of the text. */
export const isVisible = (text: string): boolean => visible.test(text);

/**
 * Returns the first character that a name cannot contain: controls, lone surrogates, noncharacters, direction marks and
 * zero-width characters. The two joiners are allowed where the spelling of a word or an emoji needs them.
 */
export function findHostile(text: string): string | undefined {
  const plain = text.replaceAll(flagWithTags, "\u{1f3f4}");
  for (const { 0: character, index } of plain.matchAll(hostile))
    if (!isJoined(plain.slice(0, index), character, plain.slice(index + 1))) return character;
  return undefined;
}

/** `U+200B` */
export const nameOf = (character: string): string =>
  `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;

export const isJoiner = (character: string): boolean =>
  character === zeroWidthJoiner || character === zeroWidthNonJoiner;

function isJoined(before: string, character: string, after: string): boolean {
  if (!isJoiner(character)) return false;
  if (character === zeroWidthJoiner && joinsEmoji(before, after)) return true;
  return joinsLetters(before, character, after);
}

/** https://unicode.org/reports/tr29/#GB11 */
const joinsEmoji = (before: string, after: string): boolean =>
  /\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]{0,8}$/u.test(before.slice(-20)) &&
  /^\p{Extended_Pictographic}/u.test(after);

/**
 * The contextual rules of RFC 5892, appendix A.1 and A.2, which need only the letters next to the joiner. The URL
 * standard's conversion of domain names checks them: https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
function joinsLetters(before: string, joiner: string, after: string): boolean {
  const [left] = /\p{L}\p{M}{0,8}$/u.exec(before.slice(-20)) ?? [];
  const [right = ""] = /^\p{M}{0,8}\p{L}?/u.exec(after) ?? [];
  return left !== undefined && domainToASCII(`${left}${joiner}${right}`) !== "";
}
