import { escapeXml } from "./xml.ts";

/** XML of at most `max` characters of the text; empty when nothing of it can be spoken. */
export const spokenText = (text: string, max: number): string => escapeXml(text.trim().slice(0, max)).trim();

/**
 * The tag that a carrier knows for a language: the wanted one, or another country's of the same language; undefined when
 * the carrier does not speak it.
 */
export function spokenLanguage(wanted: string, known: readonly string[]): string | undefined {
  const tag = wanted.replace("_", "-").toLowerCase();
  const spelled = (it: string) => it.replace("_", "-").toLowerCase();
  return (
    known.find((it) => spelled(it) === tag) ??
    known.find((it) => spelled(it).split("-")[0] === tag.split("-")[0])
  );
}

/**
 * Cuts a text into parts of at most `max` UTF-16 units, at spaces where there are some, and never inside of a character.
 * Empty when nothing can be spoken.
 */
export function spokenParts(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = rest.lastIndexOf(" ", max);
    const end = at > 0 ? at : max - (isHighSurrogate(rest, max - 1) ? 1 : 0);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? parts : [...parts, rest];
}

const isHighSurrogate = (text: string, at: number): boolean => /[\uD800-\uDBFF]/.test(text.charAt(at));
