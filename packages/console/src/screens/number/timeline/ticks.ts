import type { Span } from "./timeline-span.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  91 * day,
  182 * day,
  365 * day,
  730 * day,
];

export interface Ticks {
  readonly at: readonly number[];
  /** Whether the ticks are less than a day apart, so that a date alone does not tell them apart. */
  readonly hasTimes: boolean;
}

/** Instants at even distances, at most as many as there is space for. */
export function ticksOf({ from, to }: Span, countMax: number): Ticks {
  const step = steps.find((size) => (to - from) / size <= countMax) ?? (to - from) / countMax;
  const first = Math.ceil(from / step) * step;
  return {
    at: Array.from(
      { length: Math.max(0, Math.floor((to - first) / step) + 1) },
      (_, index) => first + index * step,
    ),
    hasTimes: step < day,
  };
}
