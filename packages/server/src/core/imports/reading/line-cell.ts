import type { LineKind, Provider } from "../../../model.ts";
import { withoutInvisible } from "../../../text/case.ts";
import { withAsciiDigits } from "../../../text/digits.ts";
import { isLine, kindOfLine, lineFormat, lineOfKindProblem } from "../../numbers/line.ts";
import { isTooShort, type loadPhones, readingsOf, senderLines } from "./phone-lengths.ts";
import type { RefusalCode } from "./rows.ts";

export interface LineOptions {
  readonly phones: Awaited<ReturnType<typeof loadPhones>>;
  /** The country of lines without a country code, if the caller stated one. */
  readonly country: string | undefined;
}

export interface LineCell {
  readonly text: string;
  readonly provider: Provider;
  readonly kind: LineKind | undefined;
  /** Whether the row is from an export, whose lines exist. */
  readonly isExported: boolean;
}

export type ReadLine =
  | { readonly line: string; readonly note?: string }
  | { readonly code: RefusalCode; readonly detail: string; readonly expected: string };

/** Reads a line as people and spreadsheets write it, when it can be read in one way only. */
export function readLine(cell: LineCell, options: LineOptions): ReadLine {
  const { text, provider, kind, isExported } = cell;
  if (kind === "shortCode" || kind === "alphanumeric") return readLocalLine(cell, kind);
  if (isLine(provider, text)) return isExported ? { line: text } : checkLength(text, provider, options);
  const plain = withAsciiDigits(withoutInvisible(text)).replaceAll("＋", "+").trim();
  if (changedBySpreadsheet.test(plain)) return spreadsheetChanged;
  const digits = withoutSeparators(plain);
  if (isLine(provider, digits)) return checkLength(digits, provider, options);
  if (/^[1-9]\d{2,14}$|^0\d{2,14}$/.test(digits)) return readWithoutPlus(digits, provider, options);
  return { ...invalidLine, expected: lineFormat(provider) };
}

/** `1.41656E+10`, `14165550102.0`, `#####` and `#NAME?`. */
const changedBySpreadsheet = /^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$|^\+?\d{6,}[.,]0+$|^#+$|^#[A-Z/0]+[?!]?$/;

const spreadsheetChanged = {
  code: "spreadsheet_changed",
  detail: "A spreadsheet changed this cell; format the column as text.",
  expected: "a line with all its digits, like +14165550102",
} as const satisfies ReadLine;

const invalidLine = { code: "invalid_line", detail: "The line is malformed." } as const;

function readLocalLine({ text, provider }: LineCell, kind: "shortCode" | "alphanumeric"): ReadLine {
  const line = kind === "shortCode" ? withAsciiDigits(text) : text;
  const problem = lineOfKindProblem({ kind, provider, line });
  if (problem === undefined) return { line };
  return { ...invalidLine, expected: problem.expected };
}

/** Brackets, spaces, dashes, dots and slashes, a `tel:` in front, the `(0)` of a national prefix, and `00` for `+`. */
function withoutSeparators(text: string): string {
  const number = text.replace(/^tel:/i, "");
  if (!/^[+\d(][\d\s()[\]./\p{Pd}A-Za-z]*$/u.test(number)) return text;
  const plain = number.replace(/\(0\)/, "").replaceAll(/[\s()[\]./\p{Pd}]/gu, "");
  return plain.startsWith("00") ? `+${plain.slice(2)}` : plain;
}

function readWithoutPlus(digits: string, provider: Provider, { phones, country }: LineOptions): ReadLine {
  if (country === undefined)
    return {
      code: "invalid_line",
      detail: "The line has no country code that begins with +.",
      expected: `${lineFormat(provider)}; or state the country of the lines without it`,
    };
  const readings =
    provider === "ippanel" ? senderLines(phones, digits, country) : readingsOf(phones, digits, country);
  const [line, other] = readings;
  if (line === undefined)
    return digits.length < 10 ? spreadsheetChanged : { ...invalidLine, expected: lineFormat(provider) };
  if (other !== undefined)
    return {
      code: "ambiguous_line",
      detail: `The line can be a number of ${country} or have another country code.`,
      expected: "a line that begins with + and the country code",
    };
  return { line, note: `The + was missing; the line was read as one of ${country}.` };
}

function checkLength(line: string, provider: Provider, { phones }: LineOptions): ReadLine {
  if (provider === "ippanel" || kindOfLine(line) !== "e164" || !isTooShort(phones, line)) return { line };
  return spreadsheetChanged;
}
