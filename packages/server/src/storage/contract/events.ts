import type {
  ChainedEvent,
  Event,
  EventKind,
  JobId,
  NumberId,
  Page,
  PageRequest,
  Timestamp,
  UserId,
} from "../../model.ts";

export interface EventFilter {
  readonly kinds?: readonly EventKind[] | undefined;
  readonly numberId?: NumberId | undefined;
  readonly userId?: UserId | undefined;
  readonly jobId?: JobId | undefined;
  /** Only events whose personal values can be erased. */
  readonly hasPersonalValues?: true | undefined;
}

export interface EventReader {
  /** Ordered by `seq`. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<ChainedEvent>>;
  find(seq: number): Promise<ChainedEvent | undefined>;
  /** Whether a later event undoes this one. */
  isUndone(seq: number): Promise<boolean>;
  /** The present names of records of the organization, in any state. Unknown ids are left out. */
  names(records: EventRecords): Promise<RecordNames>;
  /** The last event; the `seq` and time are 0 when there is none. */
  head(): Promise<EventHeadOfOrganization>;
}

/** The records that events concern. */
export interface EventRecords {
  readonly numberIds: readonly NumberId[];
  readonly userIds: readonly UserId[];
}

export interface RecordNames {
  readonly lines: ReadonlyMap<NumberId, string>;
  readonly userNames: ReadonlyMap<UserId, string>;
}

export interface EventHead {
  readonly seq: number;
  readonly at: Timestamp;
  /** 64 zeros when there is no event. */
  readonly hash: string;
}

/** The last event, and what every change of the organization depends on. */
export interface EventHeadOfOrganization extends EventHead {
  /** Null when the organization was not deleted, and when it does not exist. */
  readonly deletedAt: Timestamp | null;
  /** 0 for the platform, and when the organization does not exist. */
  readonly coolingDays: number;
}

export interface EventWriter extends EventReader {
  /**
   * Numbers the events from the head on, in the given order, links each to its predecessor and returns them. Must be
   * the last statement of a transaction. The events must share one timestamp, which must not be earlier than the
   * head's. `head` saves a query; it must have been read in the same transaction.
   */
  append(events: readonly Omit<Event, "seq">[], head?: EventHead): Promise<readonly ChainedEvent[]>;
  /** Stores the event as `redactEvent` returned it. The database rejects every other change. */
  redact(event: ChainedEvent): Promise<void>;
}
