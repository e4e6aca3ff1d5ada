/** E.164 has 15 digits at most, so that every line of digits is a whole number below 2^53. */
const digitsMax = 15;

const plus = 43;
const zero = 48;
const nine = 57;

/**
 * The line's digits as a number, by which it stands in a table; 0 for an opaque one such as `+98BANK`, and for one
 * whose digits a number would not keep: those are longer than 15, or begin with 0.
 */
export function lineKey(line: string): number {
  const length = line.length;
  if (length < 2 || length > digitsMax + 1) return 0;
  if (line.charCodeAt(0) !== plus || line.charCodeAt(1) === zero) return 0;
  let key = 0;
  for (let at = 1; at < length; at++) {
    const code = line.charCodeAt(at);
    if (code < zero || code > nine) return 0;
    key = key * 10 + (code - zero);
  }
  return key;
}

/** The line that a key stands for. */
export const lineOf = (key: number): string => `+${key}`;
