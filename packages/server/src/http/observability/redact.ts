/**
 * A text of somebody else's, an engine's or a library's, without what may be personal in it: of a line its last
 * four digits stay, of addresses, keys and tokens nothing.
 */
export const redact = (text: string): string =>
  redactions.reduce((masked, [form, instead]) => masked.replace(form, instead), text);

const redactions: readonly [RegExp, string][] = [
  [/[^\s@"'<>()=:,;]+@[^\s@"'<>()=,;]+\.[^\s@"'<>()=,;:/]+/g, "[address]"],
  [/\bwl_\w+/g, "[key]"],
  [/\beyJ[\w-]*\.[\w-]*\.[\w-]*/g, "[token]"],
  [/\+\d{3,}(?=\d{4}\b)/g, "+…"],
];
