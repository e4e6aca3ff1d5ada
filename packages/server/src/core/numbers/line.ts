import type { Provider } from "../../model.ts";

/** `+`, then 7 to 15 ASCII digits, the first not 0 (ITU-T E.164, international number). */
const e164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * IPPanel's sender lines are opaque to phone number libraries: `+983000505`, 16 digits as in `+9810008721297974`,
 * and `+98BANK` are all in use.
 */
const senderLine = /^\+[0-9A-Z]{2,20}$/;

/** Matches the lines of every provider: each form of a line is also a sender line. */
export const anyLine = senderLine;

/** Whether the text is a line in its canonical form; nothing is normalized. */
export function isLine(provider: Provider, line: string): boolean {
  return (provider === "ippanel" ? senderLine : e164).test(line);
}

/** Describes the format of the provider's lines; ends the sentence "line must be …". */
export function lineFormat(provider: Provider): string {
  return provider === "ippanel"
    ? "+ and then 2 to 20 digits or capital letters, like +983000505 or +98BANK"
    : "in E.164 format: + and then 7 to 15 digits, the first not 0, like +14165550102";
}
