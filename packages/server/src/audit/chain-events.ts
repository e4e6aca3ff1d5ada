import { randomBytes } from "node:crypto";
import type { ChainedEvent, Event } from "../model.ts";
import { hashOf, jobHashVersion, requestHashVersion } from "./event-hash.ts";
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
  const chained: Chained = {
    ...draft,
    seq: previous.seq + 1,
    hashVersion: draft.jobId === undefined ? requestHashVersion : jobHashVersion,
    previousHash: previous.hash,
    hash: "",
    salt: null,
    digests: null,
  };
  const content = toContent(chained, chained);
  const personal = personalValues(content);
  if (personal.length > 0) chained.salt = randomBytes(16).toString("hex");
  chained.hash = hashOf(content, chained.salt === null ? {} : digestsOf(chained.salt, personal));
  return chained;
}

/** An event whose hash and salt are not computed yet. */
type Chained = { -readonly [Field in keyof ChainedEvent]: ChainedEvent[Field] };

/** The digests of personal values by their JSON Pointer. */
export const digestsOf = (salt: string, values: readonly PersonalValue[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value.pointer, digestOf(salt, value)]));
