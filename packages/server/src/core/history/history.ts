import type { Event, EventKind, Id } from "../../model.ts";
import type { EventFilter, NumberReference, Reads } from "../../storage/store.ts";
import { type CommitNotifier, waitForCommit } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { userNotFound } from "../kernel/errors.ts";
import { existingNumber } from "../numbers/numbers.ts";

const assignmentKinds: readonly EventKind[] = ["number.assigned", "assignment.updated", "number.unassigned"];
export const eventPageSize = 200;

export interface EventPage {
  readonly items: readonly Event[];
  /** The number of the organization's last event when this was read. */
  readonly head: number;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** How long after the last answer the database is asked again for what other processes have committed. */
  readonly pollMs: number;
  /** Throws when the caller may not listen any more; asked before anything is given. */
  readonly recheckAccess: () => Promise<void>;
}

/** What has happened in one organization, for one caller. Nothing of it is ever rewritten. */
export const history = (context: Context) => ({
  /** Every change, oldest first; `after` is the number of the last event already known. */
  async events(filter: EventFilter, { after, limit }: { after: number; limit: number }): Promise<EventPage> {
    context.require("events:list");
    const reads = await context.reads();
    const { seq: head } = await reads.events.head();
    const { items } = await reads.events.list(filter, { size: limit, after: [after] });
    return { items, head };
  },

  /**
   * The changes after `after` as they come, until the signal is aborted. A reader that is slow holds up only
   * itself: nothing is read ahead of it but one page.
   */
  async follow(filter: EventFilter, after: number, following: FollowOptions): Promise<AsyncIterable<Event>> {
    context.require("events:list");
    return follow(context.parts.commits, await context.reads(), filter, after, following);
  },

  /** Who was given the number, who held it how, and who gave it back; oldest first. */
  async ofNumber(reference: NumberReference, request: CursorRequest): Promise<CursorPage<Event>> {
    context.require("events:list");
    const reads = await context.reads();
    const { id } = await existingNumber(reads, reference);
    return listByCursor(context, `history of number ${id}`, request, (page) =>
      reads.events.list({ kinds: assignmentKinds, numberId: id }, page),
    );
  },

  /** The same of a user, who may have been removed. Throws for one that never was. */
  async ofUser(id: Id, request: CursorRequest): Promise<CursorPage<Event>> {
    context.require("events:read", id);
    const reads = await context.reads();
    const { items: known } = await reads.events.list({ userId: id }, { size: 1 });
    if (known.length === 0) throw userNotFound();
    return listByCursor(context, `history of user ${id}`, request, (page) =>
      reads.events.list({ kinds: assignmentKinds, userId: id }, page),
    );
  },
});

async function* follow(
  feed: CommitNotifier,
  reads: Reads,
  filter: EventFilter,
  after: number,
  { signal, pollMs, recheckAccess }: FollowOptions,
): AsyncGenerator<Event> {
  for (let last = after; !signal.aborted; ) {
    const next = feed.nextCommit();
    const page = await reads.events.list(filter, { size: eventPageSize, after: [last] });
    await recheckAccess();
    yield* page.items;
    last = page.items.at(-1)?.seq ?? last;
    if (page.next === undefined) await waitForCommit(next, pollMs, signal);
  }
}
