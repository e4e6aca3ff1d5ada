const time = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d+))?/i;
const offset = /(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;
const form = new RegExp(time.source + offset.source, "i");

/**
 * Milliseconds since 1970-01-01 UTC of an RFC 3339 timestamp; NaN for other text, and for an instant that has no year
 * of four digits in UTC. Digits after the milliseconds are dropped. A leap second, which is at the end of a month in
 * UTC, is the first second of the next day, as in POSIX.
 */
export function parseInstant(text: string): number {
  const match = form.exec(text);
  if (match === null) return Number.NaN;
  const [, day = "", minute = "", second = "", fraction = "", sign, hours = "0", minutes = "0"] = match;
  if (toText(Date.parse(day)) !== `${day}T00:00:00.000Z`) return Number.NaN;
  const isLeap = second === "60";
  const beforeLeap = Date.parse(`${day}T${minute}:${isLeap ? "59" : second}Z`);
  const offsetMs = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const at = beforeLeap - offsetMs + (isLeap ? 1000 : 0);
  if (isLeap && !isStartOfMonth(at)) return Number.NaN;
  const atMs = at + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return toText(atMs)?.length === 24 ? atMs : Number.NaN;
}

const isStartOfMonth = (at: number): boolean => toText(at)?.endsWith("-01T00:00:00.000Z") ?? false;

/** Detects what `Date.parse` accepts beyond RFC 3339: 30 February as 2 March, and years of six digits. */
const toText = (at: number): string | undefined =>
  Number.isNaN(at) ? undefined : new Date(at).toISOString();
