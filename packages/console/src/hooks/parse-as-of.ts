/** Reads an instant of the URL, in milliseconds since 1970. Undefined when there is none, or it is not an instant. */
export function parseAsOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}
