import type { Event, EventKind, NumberId, Page, PageRequest, Timestamp, UserId } from "../../model.ts";

export interface EventFilter {
  readonly kinds?: readonly EventKind[] | undefined;
  readonly numberId?: NumberId | undefined;
  readonly userId?: UserId | undefined;
}

export interface EventReader {
  /** Ordered by `seq`. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<Event>>;
  find(seq: number): Promise<Event | undefined>;
  /** Whether a later event undoes this one. */
  isUndone(seq: number): Promise<boolean>;
  /** The `seq` and time of the last event; both 0 when there is none. */
  head(): Promise<{ readonly seq: number; readonly at: Timestamp }>;
}

export interface EventWriter extends EventReader {
  /**
   * Numbers the events from the head on, in the given order. Must be the last statement of a transaction. The
   * events must share one timestamp, which must not be earlier than the head's.
   */
  append(events: readonly Omit<Event, "seq">[]): Promise<void>;
}
