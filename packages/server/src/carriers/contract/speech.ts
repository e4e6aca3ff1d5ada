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
