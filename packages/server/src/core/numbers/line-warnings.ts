import { kindOfLine } from "./line.ts";

interface OldForm {
  readonly form: RegExp;
  readonly warning: string;
}

/** National changes of numbers that carriers and address books still spell the old way. */
const oldForms: readonly OldForm[] = [
  {
    form: /^\+521\d{10}$/,
    warning: "looks like a mobile number with an old prefix: Mexico no longer has a 1 after +52",
  },
  {
    form: /^\+549\d{10}$/,
    warning:
      "looks like a mobile number with a prefix for calls: Argentina's 9 after +54 is not part of the number in messages",
  },
  {
    form: /^\+55[1-9]{2}[6-9]\d{7}$/,
    warning:
      "looks like a mobile number in an old form: Brazil's have a ninth digit, a 9 after the area code",
  },
  {
    form: /^\+440\d+$/,
    warning: "looks like a number with a national prefix: there is no 0 after +44",
  },
];

/**
 * Returns what looks wrong with a line, for the person who adds it; empty for most lines. Advice only: carriers own
 * numbers that no list knows.
 */
export async function lineWarnings(line: string): Promise<readonly string[]> {
  if (kindOfLine(line) !== "e164") return [];
  const warnings = oldForms.filter(({ form }) => form.test(line)).map(({ warning }) => warning);
  if (warnings.length > 0) return warnings;
  // Loaded on first use: its tables are large for the start of a server.
  const { default: parsePhoneNumber } = await import("libphonenumber-js/min");
  return parsePhoneNumber(line)?.isPossible() ? [] : ["is not a possible number in any country"];
}
