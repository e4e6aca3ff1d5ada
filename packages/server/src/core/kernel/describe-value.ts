/**
 * Describes a caller's value for a public sentence without repeating it: the value may be a name, a line or a key,
 * and refusals are stored in more places than requests.
 */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return isShortNumber(value) ? JSON.stringify(value) : describeText(value);
  if (typeof value === "number") return isShortNumber(String(value)) ? String(value) : "a number";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Four digits are too few to be a line. */
const isShortNumber = (text: string): boolean => /^-?\d{0,4}(\.\d{1,2})?$/.test(text);

function describeText(text: string): string {
  const { length } = [...text];
  const unit = /^\d+$/.test(text) ? "digit" : "character";
  return `text of ${length} ${unit}${length === 1 ? "" : "s"}`;
}

/** Returns a field name that the caller invented, or `unnamed` if it may be an address, a line or a key. */
export const describeName = (name: string): string =>
  /^(?!wl_)[A-Za-z][A-Za-z_-]{0,39}\d{0,4}$/.test(name) ? name : "unnamed";
