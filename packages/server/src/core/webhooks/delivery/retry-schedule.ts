import type { Timestamp, WebhookProgress } from "../../../model.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From a failed attempt to the next one, in milliseconds. The last delay repeats. */
export const retryDelaysMs: readonly number[] = [
  5000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** The longest delay of an ordered webhook to which anything was delivered in the last day. */
export const orderedDelayMaxMs = 5 * minuteMs;
const recentMs = dayMs;

/** After so many failed attempts a delivery is set aside if others succeed. */
export const failuresMax = retryDelaysMs.length;

/** A webhook to which nothing could be delivered for this time is disabled. */
export const disabledAfterMs = 5 * dayMs;

const retryAfterMinMs = 5000;
const retryAfterMaxMs = dayMs;

/** The share by which a delay is shortened at random, so that retries do not arrive together. */
const jitter = 0.2;

export interface FailedAttempt {
  readonly now: Timestamp;
  /** Failed attempts of the delivery, with this one. */
  readonly failures: number;
  /** Whether later events wait for the delivery. */
  readonly isHead: boolean;
  readonly lastDeliveredAt: Timestamp | null;
  /** What the receiver asked for. */
  readonly retryAfterMs: number | undefined;
  /** At least 0 and less than 1. */
  readonly random: () => number;
}

/** When the delivery is tried again. */
export function nextAttemptAt(attempt: FailedAttempt): Timestamp {
  const { now, failures, isHead, lastDeliveredAt, retryAfterMs, random } = attempt;
  if (retryAfterMs !== undefined)
    return now + Math.min(Math.max(retryAfterMs, retryAfterMinMs), retryAfterMaxMs);
  const scheduled = retryDelaysMs[Math.min(failures, retryDelaysMs.length) - 1] as number;
  const isRecent = lastDeliveredAt !== null && now - lastDeliveredAt < recentMs;
  const delay = isHead && isRecent ? Math.min(scheduled, orderedDelayMaxMs) : scheduled;
  return now + Math.round(delay * (1 - jitter * random()));
}

/** Whether a webhook has failed for long enough to be disabled. */
export const isGivenUp = (
  { failures, failingSince }: Pick<WebhookProgress, "failures" | "failingSince">,
  now: Timestamp,
): boolean => failures > 1 && failingSince !== null && now - failingSince >= disabledAfterMs;

/** Milliseconds until the time of a `Retry-After` header; undefined when it has none. */
export function parseRetryAfter(header: string | undefined, now: Timestamp): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
