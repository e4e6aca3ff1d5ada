import type { EventKind, NumberId, SubjectId, UserId } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";

/** One transaction: the tables, the time of the change, and the events to append. */
export interface UnitOfWork {
  readonly tx: StoreTransaction;
  /** Milliseconds since 1970-01-01 UTC; never earlier than the organization's last event. */
  readonly at: number;
  readonly reason: string | undefined;
  /** The number of the organization's last event before this change. Throws until the first change has been made. */
  head(): number;
  /** The organization's cooling period. Costs no query. */
  coolingDays(): Promise<number>;
  /** The number of events that are queued. */
  recorded(): number;
  /** Queues an event; `mutate` numbers and appends the queued events before the commit. */
  record(event: EventDraft): void;
  /** Calls `effect` after the commit, and never when the change, or the part of a batch that it belongs to, is rolled back. */
  afterCommit(effect: () => void): void;
  /** After the commit, cached credentials that depend on the record are read again. For changes without an event. */
  invalidate(recordId: string): void;
}

/** What changed in one record. */
export interface EventDraft {
  readonly kind: EventKind;
  readonly subjectId: SubjectId;
  readonly userId?: UserId;
  readonly numberId?: NumberId;
  readonly before: object | null;
  readonly after: object | null;
}
