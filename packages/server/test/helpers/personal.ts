import { jwtSecret, superadminKey } from "./secrets.ts";

const forms: readonly [string, RegExp][] = [
  ["an address", /[\w.+-]+@[\w-]+\.[a-z]{2,}/i],
  ["a line", /\+\d{7,15}(?!\d)/],
  ["a key", /\bwl_[0-9A-Za-z]{20,}/],
  ["a token", /\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/],
  ["a name of the test worlds", /\b(?:Olga|Adam|Mona|Otto) of \w/],
  ["a secret of the tests", new RegExp(`${superadminKey}|${jwtSecret}`)],
];

/** What of the test worlds is in a text that should have none of it. */
export function personalIn(text: string): string[] {
  const said = text.replaceAll(ourExamples, "");
  return forms.filter(([, form]) => form.test(said)).map(([what]) => what);
}

/** What our own sentences say would be right, whoever asks. */
export const ourExamples =
  /like (?:\+14165550102|\+983000505|sam\.patel@acme\.example|sip:ana@example\.com:5061)\b/g;
