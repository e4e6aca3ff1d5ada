import type { TimelineInterval } from "@whoseline/sdk";

export interface Lane {
  readonly userId: string;
  readonly userName: string;
  readonly intervals: readonly TimelineInterval[];
}

/** One lane for each holder, in the order of their first assignment. */
export function toLanes(intervals: readonly TimelineInterval[]): readonly Lane[] {
  const lanes = new Map<string, TimelineInterval[]>();
  for (const interval of intervals)
    lanes.set(interval.userId, [...(lanes.get(interval.userId) ?? []), interval]);
  return [...lanes].map(([userId, own]) => ({
    userId,
    userName: own.at(-1)?.userName ?? userId,
    intervals: own,
  }));
}

/** The times in which nobody held the number, from the first assignment until the end, in milliseconds since 1970. */
export function gaps(
  intervals: readonly TimelineInterval[],
  end: number,
): readonly { readonly from: number; readonly to: number }[] {
  const sorted = [...intervals].sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
  const found: { from: number; to: number }[] = [];
  let covered = Date.parse(sorted[0]?.since ?? "");
  for (const { since, until } of sorted) {
    const start = Date.parse(since);
    if (start > covered) found.push({ from: covered, to: start });
    covered = Math.max(covered, until === null ? Number.POSITIVE_INFINITY : Date.parse(until));
  }
  if (covered < end) found.push({ from: covered, to: end });
  return found;
}
