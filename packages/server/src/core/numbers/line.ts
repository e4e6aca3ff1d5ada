import type { Provider } from "../../model.ts";

/** `+`, then 7 to 15 ASCII digits, the first not 0 (ITU-T E.164, the international number). */
const e164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * IPPanel's sender lines are opaque: `+983000505`, 16 digits as in `+9810008721297974`, and `+98BANK` are all
 * real, so no phone library can judge them.
 */
const senderLine = /^\+[0-9A-Z]{2,20}$/;

/** A line has one spelling; what is written otherwise is refused, never guessed. */
export function isLine(provider: Provider, line: string): boolean {
  return (provider === "ippanel" ? senderLine : e164).test(line);
}

/** The form a line must have, to end the sentence "line must be …". */
export function lineForm(provider: Provider): string {
  return provider === "ippanel"
    ? "+ and then 2 to 20 digits or capital letters, like +983000505 or +98BANK"
    : "in E.164 format: + and then 7 to 15 digits, the first not 0, like +14165550102";
}
