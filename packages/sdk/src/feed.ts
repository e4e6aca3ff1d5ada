import { WhoselineError } from "./errors.ts";
import type { Values } from "./request.ts";
import type { StreamBlock } from "./sse.ts";

/** An event as far as its place in the feed concerns. */
export interface Positioned {
  readonly seq: number;
  readonly organizationId?: string;
}

/** What a message of the stream means for a reader. */
export interface Message<Event> {
  /** The events that the reader does not have yet. */
  readonly events: readonly Event[];
  /** Where to continue after them. */
  readonly position: string;
}

/** Where a reader is in a feed: it accepts each event once and in order. */
export interface Feed<Event> {
  /** Where to continue; undefined at the start of the feed. */
  readonly position: string | undefined;
  /** The parameters of a stream that continues at the position. */
  params(): Values;
  /** Returns what a message adds. Throws `feed_gap` when an event is missing. Moves the feed, but not its position. */
  accept(block: StreamBlock & { readonly data: string }): Message<Event>;
  /** Records that the events up to the position were processed. */
  moveTo(position: string): void;
}

/** The feed of one organization. A filter leaves out events, so that a gap cannot be noticed. */
export class OrganizationFeed<Event extends Positioned> implements Feed<Event> {
  readonly #filters: Values;
  readonly #isFiltered: boolean;
  #last: number;
  position: string | undefined;

  constructor(filters: Values, after: string | undefined) {
    this.#filters = filters;
    const { organization: _, expand: __, ...narrowing } = filters;
    this.#isFiltered = Object.values(narrowing).some((value) => value !== undefined);
    this.position = after;
    this.#last = Number.parseInt(after ?? "0", 10);
  }

  params(): Values {
    return { ...this.#filters, after: this.position };
  }

  accept({ id, data }: StreamBlock & { readonly data: string }): Message<Event> {
    const event = parse(data) as Event;
    const position = id ?? String(event.seq);
    if (event.seq <= this.#last) return { events: [], position: this.position ?? position };
    if (!this.#isFiltered) requireNext(event, this.#last);
    this.#last = event.seq;
    return { events: [event], position };
  }

  moveTo(position: string): void {
    this.position = position;
  }
}

/** The feed of all organizations. A message has one cursor for all its events. */
export class PlatformFeed<Event extends Positioned> implements Feed<Event> {
  readonly #filters: Values;
  readonly #last = new Map<string, number>();
  readonly #isComplete: boolean;
  position: string | undefined;

  constructor(filters: Values, cursor: string | undefined) {
    this.#filters = filters;
    this.position = cursor;
    this.#isComplete = cursor === undefined;
  }

  params(): Values {
    return { ...this.#filters, cursor: this.position };
  }

  accept({ id, data }: StreamBlock & { readonly data: string }): Message<Event> {
    const events = (parse(data) as Event[]).filter((event) => this.#isNext(event));
    return { events, position: id ?? this.position ?? "" };
  }

  moveTo(position: string): void {
    this.position = position;
  }

  #isNext(event: Event): boolean {
    const { organizationId = "", seq } = event;
    const last = this.#last.get(organizationId) ?? (this.#isComplete ? 0 : undefined);
    if (last !== undefined && seq <= last) return false;
    if (last !== undefined) requireNext(event, last);
    this.#last.set(organizationId, seq);
    return true;
  }
}

function requireNext({ seq, organizationId }: Positioned, last: number): void {
  if (seq === last + 1) return;
  const feed = organizationId === undefined ? "the feed" : `the feed of organization ${organizationId}`;
  throw new WhoselineError({
    code: "feed_gap",
    message: `After event ${last} of ${feed} came event ${seq}: events are missing. Read the feed again from an earlier position.`,
  });
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new WhoselineError({
      code: "unexpected_response",
      message: "A message of the stream is not JSON.",
    });
  }
}
