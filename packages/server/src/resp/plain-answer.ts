import { endpointSeparator, idsOfPlainLine, type PlainLine } from "../core/routing/route-lookups.ts";
import { inboundText } from "../dialects/native/route-answers.ts";
import { toIso } from "../http/mounting/iso-instant.ts";

// The JSON of a plain answer, written as bytes. It is that of `inboundText`.

const idLength = 24;
const instantLength = 24;
const placeholder = { id: "#".repeat(idLength), endpoints: "%", instantMs: 0 };

/** The parts of the text between the values, which are taken from `inboundText` itself. */
const parts = (() => {
  const { id, endpoints, instantMs } = placeholder;
  const text = inboundText({
    organizationId: id as never,
    numberId: id as never,
    holder: {
      userId: id as never,
      userStatus: "active",
      endpoints: [endpoints],
      assignmentId: id as never,
      assignedAt: instantMs,
      isInboundEnabled: true,
    },
    why: { rule: "inboundHolder", text: "This user is the number's inbound holder.", overridden: [] },
    source: "memory",
    ageMs: 0,
  });
  const values = new RegExp(`${id}|\\["${endpoints}"\\]|${toIso(instantMs)}|(?<="ageMs":)0`);
  return text.split(values).map((part) => Buffer.from(part, "latin1"));
})();
const fixedLength = parts.reduce((sum, { length }) => sum + length, 0) + 4 * idLength + instantLength;

/** Two hexadecimal digits for each byte. */
const hexDigits = Buffer.from(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("hex"));
const zero = 48;

export interface PlainAnswer {
  readonly line: PlainLine;
  /** The JSON of the endpoints. */
  readonly endpoints: string;
  /** In milliseconds, an integer. */
  readonly age: string;
}

/** Undefined for endpoints that need escapes, and for an instant with a year of more than four digits. */
export function toPlainAnswer(line: PlainLine, ageMs: number): PlainAnswer | undefined {
  const endpoints = endpointsText(line.endpoints);
  const isUsual = line.assignedAt >= 0 && line.assignedAt < instantMax;
  return endpoints !== undefined && isUsual ? { line, endpoints, age: String(Math.ceil(ageMs)) } : undefined;
}

export const lengthOf = ({ endpoints, age }: PlainAnswer): number =>
  fixedLength + endpoints.length + age.length;

/** Writes the text at the position, and returns its end. */
export function writePlainAnswer(
  bytes: Buffer,
  start: number,
  { line, endpoints, age }: PlainAnswer,
): number {
  const { ids, assignedAt } = line;
  let at = writeId(bytes, writePart(bytes, start, 0), ids, idsOfPlainLine.organization);
  at = writeId(bytes, writePart(bytes, at, 1), ids, idsOfPlainLine.number);
  at = writeId(bytes, writePart(bytes, at, 2), ids, idsOfPlainLine.user);
  at = writeText(bytes, writePart(bytes, at, 3), endpoints);
  at = writeId(bytes, writePart(bytes, at, 4), ids, idsOfPlainLine.assignment);
  at = writeInstant(bytes, writePart(bytes, at, 5), assignedAt);
  at = writeText(bytes, writePart(bytes, at, 6), age);
  return writePart(bytes, at, 7);
}

function writePart(bytes: Buffer, at: number, index: number): number {
  const part = parts[index] as Buffer;
  bytes.set(part, at);
  return at + part.length;
}

function writeText(bytes: Buffer, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

function writeId(bytes: Buffer, start: number, words: Uint32Array, from: number): number {
  let at = start;
  for (let index = from; index < from + 3; index++) {
    const word = words[index] as number;
    for (let shift = 24; shift >= 0; shift -= 8) {
      const digits = ((word >>> shift) & 255) * 2;
      bytes[at++] = hexDigits[digits] as number;
      bytes[at++] = hexDigits[digits + 1] as number;
    }
  }
  return at;
}

const dayMs = 86_400_000;
/** The first instant of the year 10000. */
const instantMax = 253_402_300_800_000;
/** More days than the instants of most databases. */
const daysMax = 10_000;
/** The date of a day since 1970-01-01, up to the hour. */
const days = new Map<number, Buffer>();

function writeInstant(bytes: Buffer, start: number, instant: number): number {
  const day = Math.floor(instant / dayMs);
  const ms = instant - day * dayMs;
  const date = days.get(day) ?? addDay(day);
  bytes.set(date, start);
  let at = start + date.length;
  at = writeDigits(bytes, at, Math.floor(ms / 3_600_000), 2, ":");
  at = writeDigits(bytes, at, Math.floor(ms / 60_000) % 60, 2, ":");
  at = writeDigits(bytes, at, Math.floor(ms / 1000) % 60, 2, ".");
  return writeDigits(bytes, at, ms % 1000, 3, "Z");
}

function addDay(day: number): Buffer {
  const date = Buffer.from(toIso(day * dayMs).slice(0, -"00:00:00.000Z".length), "latin1");
  if (days.size === daysMax) days.clear();
  days.set(day, date);
  return date;
}

function writeDigits(bytes: Buffer, start: number, value: number, count: number, after: string): number {
  let rest = value;
  for (let at = start + count - 1; at >= start; at--) {
    bytes[at] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  bytes[start + count] = after.charCodeAt(0);
  return start + count + 1;
}

function endpointsText(endpoints: string): string | undefined {
  if (endpoints === "") return "[]";
  if (!/^[\n !#-[\]-~]+$/.test(endpoints)) return undefined;
  return endpoints.includes(endpointSeparator)
    ? `["${endpoints.replaceAll(endpointSeparator, '","')}"]`
    : `["${endpoints}"]`;
}
