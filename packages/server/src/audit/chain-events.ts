import { randomBytes } from "node:crypto";
import type { ChainedEvent, Event } from "../model.ts";
import { hashOf, hashVersion } from "./event-hash.ts";
import { digestOf, type PersonalValue, personalValues } from "./personal-values.ts";
import { toContent } from "./public-event.ts";

/** A position in an organization's chain. */
export interface ChainPosition {
  /** 0 before the first event. */
  readonly seq: number;
  /** The hash of the event with this number; 64 zeros before the first event. */
  readonly hash: string;
}

/** Numbers the events from the position on, in the given order, and links each to its predecessor. */
export function chainEvents(
  position: ChainPosition,
  events: readonly Omit<Event, "seq">[],
): readonly ChainedEvent[] {
  let previous = position;
  return events.map((event) => {
    const chained = chainEvent(previous, event);
    previous = chained;
    return chained;
  });
}

function chainEvent(previous: ChainPosition, draft: Omit<Event, "seq">): ChainedEvent {
  const event: Event = { ...draft, seq: previous.seq + 1 };
  const content = toContent(event, { hashVersion, previousHash: previous.hash });
  const personal = personalValues(content);
  const salt = personal.length === 0 ? null : randomBytes(16).toString("hex");
  const hash = hashOf(content, salt === null ? {} : digestsOf(salt, personal));
  return { ...event, hashVersion, previousHash: previous.hash, hash, salt, digests: null };
}

/** The digests of personal values by their JSON Pointer. */
export const digestsOf = (salt: string, values: readonly PersonalValue[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value.pointer, digestOf(salt, value)]));
