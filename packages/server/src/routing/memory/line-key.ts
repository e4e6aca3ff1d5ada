/** E.164 allows at most 15 digits, so every E.164 line is an integer below 2^53. */
const digitsMax = 15;
const e164DigitsMin = 7;

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

/** The key of a line in E.164 format, with at least 7 digits, of which `bytes` has the text. Returns 0 for other lines. */
export function lineKeyOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start - 1;
  if (digits < e164DigitsMin || digits > digitsMax) return 0;
  if (bytes[start] !== plus || bytes[start + 1] === zero) return 0;
  let key = 0;
  for (let at = start + 1; at < end; at++) {
    const code = bytes[at] as number;
    if (code < zero || code > nine) return 0;
    key = key * 10 + (code - zero);
  }
  return key;
}

/** The inverse of `lineKey`, for keys other than 0. */
export const lineOf = (key: number): string => `+${key}`;
