import { useMemo } from "react";
import { localeOf } from "./locale.ts";
import { usePreferences } from "./preferences.ts";

export interface Format {
  /** Date and time to the minute, in the time zone of the browser. */
  readonly instant: (instant: string | number | Date) => string;
  /** Date and time to the second, with the time zone. */
  readonly exactInstant: (instant: string | number | Date) => string;
  readonly date: (instant: string | number | Date) => string;
  readonly time: (instant: string | number | Date) => string;
  readonly count: (value: number) => string;
  /** A duration in milliseconds in its two largest units, such as 3 days, 4 hours. */
  readonly duration: (ms: number) => string;
}

/** Formats dates and counts for the language and the digits that were chosen. */
export function useFormat(): Format {
  const preferences = usePreferences();
  const locale = localeOf(preferences);
  return useMemo(() => makeFormat(locale), [locale]);
}

const units = [
  ["year", 31_556_952_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

function makeFormat(locale: string): Format {
  const by = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (instant: string | number | Date) => format.format(new Date(instant));
  };
  const counts = new Intl.NumberFormat(locale);
  return {
    instant: by({ dateStyle: "medium", timeStyle: "short" }),
    exactInstant: by({ dateStyle: "long", timeStyle: "long" }),
    date: by({ dateStyle: "medium" }),
    time: by({ timeStyle: "short" }),
    count: (value) => counts.format(value),
    duration: (ms) => formatDuration(locale, ms),
  };
}

function formatDuration(locale: string, ms: number): string {
  const largest = units.findIndex(([, size]) => ms >= size);
  const parts = largest < 0 ? [units[4]] : units.slice(largest, largest + 2);
  let rest = Math.max(0, ms);
  const texts = parts.flatMap(([unit, size], index) => {
    const value = Math.floor(rest / size);
    rest -= value * size;
    return value === 0 && index > 0
      ? []
      : [new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value)];
  });
  return new Intl.ListFormat(locale, { type: "unit" }).format(texts);
}
