import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

/** The names of a cell such as `Sales;"North; South"`. Text that is no such list is one name. */
export function splitNames(text: string): readonly string[] {
  const names = text.includes('"') ? quotedNames(text) : text.split(";").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

function quotedNames(text: string): readonly string[] {
  try {
    const [names = []] = parse(text, { delimiter: ";", ltrim: true, rtrim: true });
    return names;
  } catch {
    return [text];
  }
}

/** The cell from which `splitNames` reads the names. */
export const joinNames = (names: readonly string[]): string =>
  names.length === 0
    ? ""
    : stringify([[...names]], { delimiter: ";", eof: false, quoted_match: /^\s|\s$|\n/ });
