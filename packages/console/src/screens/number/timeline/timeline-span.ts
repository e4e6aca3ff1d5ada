import type { PhoneNumberDetails, TimelineInterval } from "@whoseline/sdk";

/** A part of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the addition of the number, or from an earlier assignment, until now and the end of a cooling or reservation. */
export function timelineSpan(
  number: PhoneNumberDetails,
  intervals: readonly TimelineInterval[],
  now: number,
): Span {
  const starts = intervals.map(({ since }) => Date.parse(since));
  const from = Math.min(Date.parse(number.addedAt), ...starts);
  const ahead = [number.coolingUntil, number.reservedFor?.until].flatMap((at) =>
    at ? [Date.parse(at)] : [],
  );
  const last = number.releasedAt === null ? Math.max(now, ...ahead) : Date.parse(number.releasedAt);
  const margin = Math.max(60_000, (last - from) * 0.03);
  return { from: from - margin, to: last + margin };
}

/** The place of an instant within a width, in pixels from the start. */
export const positionOf = (at: number, { from, to }: Span, width: number): number =>
  ((at - from) / (to - from)) * width;
