import { endpointSeparator, idsOfPlainLine, type PlainLine } from "../../core/routing/route-lookups.ts";
import { toIso } from "../../http/mounting/iso-instant.ts";
import { inboundText } from "./route-answers.ts";

// The JSON of a plain answer, written as bytes. It is that of `inboundText`.

const placeholder = { id: "#".repeat(24), endpoints: "%", instantMs: 0 };

/** The text of an answer with placeholders, before the endpoints, up to the age, and the rest. */
const [head, tail, end] = (() => {
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
  const parts = text.split(new RegExp(`\\["${endpoints}"\\]|(?<="ageMs":)0`));
  return parts.map((part) => Buffer.from(part, "latin1")) as [Buffer, Buffer, Buffer];
})();

const organizationAt = head.indexOf(placeholder.id);
const numberAt = head.indexOf(placeholder.id, organizationAt + 1);
const userAt = head.indexOf(placeholder.id, numberAt + 1);
const assignmentAt = tail.indexOf(placeholder.id);
const instantAt = tail.indexOf(toIso(placeholder.instantMs));
const fixedLength = head.length + tail.length + end.length;

/** Two hexadecimal digits for each byte. */
const hexDigits = Buffer.from(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("hex"));
const [zero, quote, comma, openBracket, closeBracket] = [48, 34, 44, 91, 93];
const separator = endpointSeparator.charCodeAt(0);

export const plainAnswerLength = (line: PlainLine, ageMs: number): number =>
  fixedLength + endpointsLength(line) + digitsOf(Math.ceil(ageMs));

/** Writes the answer at the position, and returns its end. */
export function writePlainAnswer(bytes: Uint8Array, start: number, line: PlainLine, ageMs: number): number {
  const { ids } = line;
  bytes.set(head, start);
  writeId(bytes, start + organizationAt, ids, idsOfPlainLine.organization);
  writeId(bytes, start + numberAt, ids, idsOfPlainLine.number);
  writeId(bytes, start + userAt, ids, idsOfPlainLine.user);
  const tailStart = writeEndpoints(bytes, start + head.length, line);
  bytes.set(tail, tailStart);
  writeId(bytes, tailStart + assignmentAt, ids, idsOfPlainLine.assignment);
  writeInstant(bytes, tailStart + instantAt, line.assignedAt);
  const ageEnd = writeInteger(bytes, tailStart + tail.length, Math.ceil(ageMs));
  bytes.set(end, ageEnd);
  return ageEnd + end.length;
}

/** Reused by one text after the other. */
let scratch = Buffer.alloc(8192);

/** The answer as text. */
export function plainAnswerText(line: PlainLine, ageMs: number): string {
  const length = plainAnswerLength(line, ageMs);
  if (length > scratch.length) scratch = Buffer.alloc(length);
  return scratch.toString("latin1", 0, writePlainAnswer(scratch, 0, line, ageMs));
}

/** The length of an integer that is not negative, in decimal digits. */
export function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  return digits;
}

/** Writes an integer that is not negative, and returns its end. */
export function writeInteger(bytes: Uint8Array, start: number, value: number): number {
  return writeDigits(bytes, start, value, digitsOf(value));
}

function endpointsLength({ endpoints, endpointsLength }: PlainLine): number {
  if (endpointsLength === 0) return 2;
  let length = endpointsLength + 4;
  for (let at = 0; at < endpointsLength; at++) if (endpoints[at] === separator) length += 2;
  return length;
}

function writeEndpoints(bytes: Uint8Array, start: number, line: PlainLine): number {
  const { endpoints, endpointsLength } = line;
  let at = start;
  bytes[at++] = openBracket;
  if (endpointsLength > 0) {
    bytes[at++] = quote;
    for (let index = 0; index < endpointsLength; index++) {
      const byte = endpoints[index] as number;
      if (byte === separator) at = writeSeparator(bytes, at);
      else bytes[at++] = byte;
    }
    bytes[at++] = quote;
  }
  bytes[at++] = closeBracket;
  return at;
}

function writeSeparator(bytes: Uint8Array, at: number): number {
  bytes[at] = quote;
  bytes[at + 1] = comma;
  bytes[at + 2] = quote;
  return at + 3;
}

function writeId(bytes: Uint8Array, start: number, words: Uint32Array, from: number): void {
  let at = start;
  for (let index = from; index < from + 3; index++) {
    const word = words[index] as number;
    for (let shift = 24; shift >= 0; shift -= 8) {
      const digits = ((word >>> shift) & 255) * 2;
      bytes[at++] = hexDigits[digits] as number;
      bytes[at++] = hexDigits[digits + 1] as number;
    }
  }
}

const dayMs = 86_400_000;
/** More days than the instants of most databases. */
const daysMax = 10_000;
/** The date of a day since 1970-01-01, up to the hour. */
const days = new Map<number, Buffer>();

/** Over the placeholder, of which the separators stay. */
function writeInstant(bytes: Uint8Array, start: number, instant: number): void {
  const day = Math.floor(instant / dayMs);
  const ms = instant - day * dayMs;
  const date = days.get(day) ?? addDay(day);
  bytes.set(date, start);
  const at = start + date.length;
  writeDigits(bytes, at, Math.floor(ms / 3_600_000), 2);
  writeDigits(bytes, at + 3, Math.floor(ms / 60_000) % 60, 2);
  writeDigits(bytes, at + 6, Math.floor(ms / 1000) % 60, 2);
  writeDigits(bytes, at + 9, ms % 1000, 3);
}

function addDay(day: number): Buffer {
  const date = Buffer.from(toIso(day * dayMs).slice(0, -"00:00:00.000Z".length), "latin1");
  if (days.size === daysMax) days.clear();
  days.set(day, date);
  return date;
}

function writeDigits(bytes: Uint8Array, start: number, value: number, count: number): number {
  let rest = value;
  for (let at = start + count - 1; at >= start; at--) {
    bytes[at] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return start + count;
}
