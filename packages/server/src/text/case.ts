/** Lower case without regard to language. The final sigma is folded: a part of a text need not end where a word ends. */
export const withoutCase = (text: string): string => text.normalize("NFC").toLowerCase().replaceAll("ς", "σ");

/** Removes the characters that no reader sees: joiners, zero-width and direction marks, variation selectors. */
export const withoutInvisible = (text: string): string =>
  text.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");

/** Applies the function until the text no longer changes: lower case and normal form each can undo the other. */
export function settled(text: string, step: (text: string) => string): string {
  const next = step(text);
  return next === text ? text : settled(next, step);
}
