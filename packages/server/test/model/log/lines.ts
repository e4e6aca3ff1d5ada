import type { Provider } from "../../../src/model.ts";
import { entriesOf, type Log } from "./log.ts";

export interface Line {
  readonly provider: Provider;
  /** The line's last digit: the other digits are the sequence's own. */
  readonly digit: number;
  /** An alphanumeric sender id: both organizations can have it, nobody receives on it, and no lookup finds it. */
  readonly isSenderId?: true;
}

/**
 * Every line there is; both organizations compete for them. The sixth has the first one's digits at another
 * provider.
 */
export const lines: readonly Line[] = [
  { provider: "twilio", digit: 1 },
  { provider: "twilio", digit: 2 },
  { provider: "sinch", digit: 3 },
  { provider: "ippanel", digit: 4 },
  { provider: "twilio", digit: 5 },
  { provider: "sinch", digit: 1 },
  { provider: "twilio", digit: 7 },
  { provider: "sinch", digit: 8 },
  { provider: "twilio", digit: 9, isSenderId: true },
];

/** The lines that a caller can dial. */
export const dialledLines = lines.filter(({ isSenderId }) => !isSenderId);

export const lineAt = (index: number): Line => lines[index] as Line;

export const isSameLine = (one: Line, other: Line): boolean =>
  one.provider === other.provider && one.digit === other.digit;

/** The line of a number that was added. */
export function lineOf(log: Log, number: number): Line {
  const added = entriesOf(log, "number.added").find((entry) => entry.number === number);
  return lineAt(added?.line ?? Number.NaN);
}

export const isSenderId = (log: Log, number: number): boolean => lineOf(log, number).isSenderId === true;

export const providerOf = (log: Log, number: number): Provider => lineOf(log, number).provider;
