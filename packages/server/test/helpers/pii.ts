import { carrierSecret, jwtSecret, superadminKey } from "./secrets.ts";

const patterns: readonly [string, RegExp][] = [
  ["an e-mail address", /[\w.+-]+@[\w-]+\.[a-z]{2,}/i],
  ["a line", /\+\d{7,15}(?!\d)/],
  ["a key, an invitation, a link or a session", /\bw[lios]_[0-9A-Za-z]{20,}/],
  ["a token", /\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/],
  ["a user's name", /\b(?:Olga|Adam|Mona|Otto) of \w/],
  ["a secret", new RegExp(`${superadminKey}|${jwtSecret}|${carrierSecret}`)],
];

/** The kinds of personal data and credentials of the test organizations in a text. */
export function piiIn(text: string): string[] {
  const withoutExamples = text.replaceAll(exampleValues, "");
  return patterns.filter(([, pattern]) => pattern.test(withoutExamples)).map(([kind]) => kind);
}

/** The example values that error messages contain. */
export const exampleValues =
  /like (?:\+14165550102|\+983000505|sam\.patel@acme\.example|sip:ana@example\.com:5061)\b/g;
