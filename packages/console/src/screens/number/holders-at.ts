import type { PhoneNumberDetails, PhoneNumberHolder, TimelineInterval } from "@whoseline/sdk";

export type ShownHolder = Omit<PhoneNumberHolder, "userEmail">;

/** Returns the holders now, or with `asOf` those of that instant, which the timeline has. */
export function holdersAt(
  number: PhoneNumberDetails,
  intervals: readonly TimelineInterval[],
  asOf: number | undefined,
): readonly ShownHolder[] {
  if (asOf === undefined) return number.holders;
  return intervals
    .filter(({ since, until }) => Date.parse(since) <= asOf && (until === null || asOf < Date.parse(until)))
    .sort((a, b) => Number(b.isInboundEnabled) - Number(a.isInboundEnabled));
}
