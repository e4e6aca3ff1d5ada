import type { WhoselineError } from "./errors.ts";
import type { Clock } from "./options.ts";

const firstDelayMs = 500;
const maxDelayMs = 8000;

/** Whether a repeated request can succeed: after a network error, a timeout, 408, 429 and 5xx. */
export function isRetryable({ status, code }: WhoselineError): boolean {
  if (status === undefined) return code === "connection_failed" || code === "timeout";
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Returns the delay before a retry in milliseconds. Full jitter: any delay up to 0.5 s before the first retry, and up
 * to the double before each further one, at most 8 s. A delay that the server asks for is the least; up to 0.5 s are
 * added, so that clients do not return at the same instant.
 */
export function retryDelayMs(retries: number, retryAfterMs: number | undefined, clock: Clock): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs + clock.random() * firstDelayMs);
  return Math.round(clock.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** retries));
}

/** Parses `Retry-After`, seconds or a date, to milliseconds from now; undefined when it is absent or invalid. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
