/** E.164 allows at most 15 digits, so every E.164 line is an integer below 2^53. */
const digitsMax = 15;

const plus = 43;
const zero = 48;
const nine = 57;

/**
 * The digits of a line as an integer, its key in a LineTable. Returns 0 for lines that the integer could not
 * reproduce: opaque ones such as `+98BANK`, those with more than 15 digits, and those that start with 0.
 */
export function lineKey(line: string): number {
  const length = line.length;
  if (length < 2 || length > digitsMax + 1) return 0;
  if (line.charCodeAt(0) !== plus || line.charCodeAt(1) === zero) return 0;
  let key = 0;
  for (let index = 1; index < length; index++) {
    const code = line.charCodeAt(index);
    if (code < zero || code > nine) return 0;
    key = key * 10 + (code - zero);
  }
  return key;
}

/** The inverse of `lineKey`, for keys other than 0. */
export const lineOf = (key: number): string => `+${key}`;
