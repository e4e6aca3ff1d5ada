/**
 * Removes personal data and secrets from a text of a database or library: of a line the last four digits stay, of
 * addresses, keys and tokens nothing.
 */
export const redact = (text: string): string =>
  redactions.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);

const redactions: readonly [RegExp, string][] = [
  [/[^\s@"'<>()=:,;]+@[^\s@"'<>()=,;]+\.[^\s@"'<>()=,;:/]+/g, "[address]"],
  [/\bw[lios]_\w+/g, "[key]"],
  [/\beyJ[\w-]*\.[\w-]*\.[\w-]*/g, "[token]"],
  [/\+\d{3,}(?=\d{4}\b)/g, "+…"],
];
