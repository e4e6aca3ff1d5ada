import type { LineKind, Provider } from "../../model.ts";
import { alphanumeric, e164, shortCode } from "../../text/line-kind.ts";

export { canReceive, isGlobalLine, kindOfLine } from "../../text/line-kind.ts";

/**
 * IPPanel's sender lines are opaque to phone number libraries: `+983000505`, 16 digits as in `+9810008721297974`,
 * and `+98BANK` are all in use.
 */
const senderLine = /^\+[0-9A-Z]{2,20}$/;

/**
 * Matches the lines that a reference can name: each form of a line with `+` is also a sender line. A short code and an
 * alphanumeric sender id are named by the number's id, because several numbers can have the same one.
 */
export const anyLine = senderLine;

/** Whether the text is a line with `+` in its canonical form; nothing is normalized. */
export function isLine(provider: Provider, line: string): boolean {
  return (provider === "ippanel" ? senderLine : e164).test(line);
}

/** Describes the format of the provider's lines; ends the sentence "line must be …". */
export function lineFormat(provider: Provider): string {
  return provider === "ippanel"
    ? "+ and then 2 to 20 digits or capital letters, like +983000505 or +98BANK"
    : "in E.164 format: + and then 7 to 15 digits, the first not 0, like +14165550102";
}

/** Kinds of lines that are not unique in the world, with the providers that have them. */
export const localKinds = {
  shortCode: {
    form: shortCode,
    format: "a short code of 3 to 8 digits, like 72345",
    providers: ["twilio", "sinch", "telnyx", "bandwidth", "vonage", "plivo", "other"],
  },
  alphanumeric: {
    form: alphanumeric,
    format:
      "a sender id of 1 to 11 letters, digits, spaces and & + - _, with at least one letter, and neither + nor a space at the start, like ACME",
    providers: ["twilio", "sinch", "telnyx", "vonage", "plivo", "other"],
  },
} as const satisfies Partial<
  Record<LineKind, { form: RegExp; format: string; providers: readonly Provider[] }>
>;
export type LocalKind = keyof typeof localKinds;

export interface LineOfKind {
  readonly kind: LineKind;
  readonly provider: Provider;
  readonly line: string;
}

/** Returns why a provider cannot have a line of the kind; undefined when it can. */
export function lineOfKindProblem({
  kind,
  provider,
  line,
}: LineOfKind): { readonly field: "kind" | "line"; readonly expected: string } | undefined {
  if (kind === "e164") return e164.test(line) ? undefined : { field: "line", expected: lineFormat("other") };
  if (kind === "senderLine" && provider !== "ippanel")
    return { field: "kind", expected: otherThan(kind, provider) };
  if (kind === "senderLine")
    return isLine(provider, line) ? undefined : { field: "line", expected: lineFormat(provider) };
  const { form, format, providers } = localKinds[kind];
  if (!(providers as readonly Provider[]).includes(provider))
    return { field: "kind", expected: otherThan(kind, provider) };
  return form.test(line) ? undefined : { field: "line", expected: format };
}

const otherThan = (kind: LineKind, provider: Provider): string =>
  `a kind of line that ${provider} has, which ${kind} is not`;

/** Whether the text is the code of a country or territory: https://www.iso.org/iso-3166-country-codes.html */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && regionNames.of(code) !== undefined;

const regionNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
