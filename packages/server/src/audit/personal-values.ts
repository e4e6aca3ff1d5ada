import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { type EventContent, recordNameOf } from "./public-event.ts";

/**
 * The personal values of events: JSON Pointers within the event's record. A hash covers their salted digests, so that
 * an erasure can remove value and salt. `reason` is one in events of every kind.
 *
 * Part of the frozen form: an entry may be added only for a field that no event has yet, together with a migration
 * that lets the trigger `events_are_only_redacted` accept its erasure.
 */
const personalFields: Readonly<Record<string, readonly string[]>> = {
  user: ["/name", "/email", "/username", "/endpoints", "/externalId"],
  identity: ["/externalId"],
  emailBlock: ["/email"],
  apiKey: ["/name"],
  assignment: ["/label"],
  number: ["/reservedFor/email"],
};

export interface PersonalValue {
  /** JSON Pointer within the event: `/after/email`. */
  readonly pointer: string;
  readonly value: unknown;
}

/** The personal values of an event that are neither absent nor null. */
export function personalValues(content: EventContent): readonly PersonalValue[] {
  const found: PersonalValue[] = [];
  for (const { pointer, names } of personalPlaces(content.kind)) {
    const value = personalValueAt(content, names);
    if (value !== undefined && value !== null) found.push({ pointer, value });
  }
  return found;
}

/** Where an event of this kind can have personal values. */
export const personalPointers = (kind: string): readonly string[] =>
  personalPlaces(kind).map(({ pointer }) => pointer);

interface Place {
  readonly pointer: string;
  readonly names: readonly string[];
}

function personalPlaces(kind: string): readonly Place[] {
  let places = placesByKind.get(kind);
  if (places === undefined) {
    const fields = personalFields[recordNameOf(kind)] ?? [];
    const sides = ["/before", "/after"].flatMap((side) => fields.map((field) => side + field));
    places = ["/reason", ...sides].map((pointer) => ({ pointer, names: namesOf(pointer) }));
    placesByKind.set(kind, places);
  }
  return places;
}
const placesByKind = new Map<string, readonly Place[]>();

/** SHA-256 over the RFC 8785 form of `[salt, pointer, value]`, in hexadecimal. */
export const digestOf = (salt: string, { pointer, value }: PersonalValue): string =>
  hash("sha256", canonicalJson([salt, pointer, value]));

export const valueAt = (record: object, pointer: string): unknown =>
  personalValueAt(record, namesOf(pointer));

const namesOf = (pointer: string): readonly string[] => pointer.slice(1).split("/");

function personalValueAt(record: object, names: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of names) value = (value as Record<string, unknown> | null)?.[name];
  return value;
}

/** A copy with the values at the pointers replaced; the input is not changed. */
export function withValues<T extends object>(record: T, values: Readonly<Record<string, unknown>>): T {
  let copy = record;
  for (const [pointer, value] of Object.entries(values)) copy = replace(copy, namesOf(pointer), value) as T;
  return copy;
}

const replace = (record: unknown, [name = "", ...rest]: readonly string[], value: unknown): unknown => ({
  ...(record as object),
  [name]: rest.length === 0 ? value : replace((record as Record<string, unknown>)[name], rest, value),
});
