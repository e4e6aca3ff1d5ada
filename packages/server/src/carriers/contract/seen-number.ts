import { isLine } from "../../core/numbers/line.ts";
import type { SeenNumber } from "../../core/telephony/carrier-client.ts";
import type { InventoryProvider } from "../../model.ts";
import { textOf } from "./carrier-api.ts";

/** A number with a line, if it is one, in the only spelling that is compared. */
export function lineOf(provider: InventoryProvider, value: unknown): Pick<SeenNumber, "line" | "text"> {
  const text = textOf(value) ?? "";
  const line = normalise(provider, text);
  return { line: isLine(provider, line) ? line : null, text };
}

/** Some carriers omit the plus, and one the country code of North America. */
function normalise(provider: InventoryProvider, text: string): string {
  if (provider === "bandwidth") return /^\d{10}$/.test(text) ? `+1${text}` : withPlus(text);
  return provider === "vonage" || provider === "plivo" ? withPlus(text) : text;
}

// Shorter texts are short codes.
const withPlus = (text: string): string => (/^\d{9,15}$/.test(text) ? `+${text}` : text);

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

/** The name that people chose for a number. A carrier's own name for it is the number, formatted. */
export function nameOf(value: unknown, line: string | null): string | null {
  const name = textOf(value)?.trim() ?? "";
  if (name === "") return null;
  const isNumber = /^[\d\s()+.-]+$/.test(name) && line !== null && digitsOf(line).endsWith(digitsOf(name));
  return isNumber ? null : name;
}

/** The capabilities by whether a carrier has them. */
export const capabilitiesOf = (has: Readonly<Record<"voice" | "sms", unknown>>): SeenNumber["capabilities"] =>
  (["voice", "sms"] as const).filter((name) => has[name] === true || has[name] === "true");
