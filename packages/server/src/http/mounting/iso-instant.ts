const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000];
/** ECMA-262, section 21.4.1.1. */
const instantMax = 8.64e15;
/** More days than the instants of most databases. */
const daysMax = 10_000;

const numbers = (count: number, digits: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, "0"));
const [twoDigits, threeDigits] = [numbers(60, 2), numbers(1000, 3)];
/** The date of a day since 1970-01-01, up to the hour. */
const days = new Map<number, string>();

/**
 * The RFC 3339 form in UTC of milliseconds since 1970-01-01 UTC: that of `Date`, which takes four times as long. Throws a
 * RangeError for an instant that Date cannot represent.
 */
export function toIso(at: number): string {
  if (!Number.isInteger(at) || Math.abs(at) > instantMax) return new Date(at).toISOString();
  const day = Math.floor(at / dayMs);
  const ms = at - day * dayMs;
  const hour = Math.floor(ms / hourMs);
  const minute = Math.floor((ms % hourMs) / minuteMs);
  const second = Math.floor((ms % minuteMs) / secondMs);
  return `${days.get(day) ?? addDay(day)}${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[second]}.${threeDigits[ms % secondMs]}Z`;
}

function addDay(day: number): string {
  const date = new Date(day * dayMs).toISOString().slice(0, -"00:00:00.000Z".length);
  if (days.size === daysMax) days.clear();
  days.set(day, date);
  return date;
}
