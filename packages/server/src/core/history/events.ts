import type { Event } from "../../model.ts";
import type { EventFilter, StoreReader } from "../../storage/store.ts";
import { type CommitNotifier, waitForCommit } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";

export type { EventFilter };

export const eventPageSize = 200;

export interface EventPage {
  readonly items: readonly Event[];
  /** The number of the organization's last event when the page was read. */
  readonly head: number;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** The interval between polls for events that other processes committed, in milliseconds. */
  readonly pollMs: number;
  /** Throws when the caller's access was revoked; called before each page is yielded. */
  readonly recheckAccess: () => Promise<void>;
}

/** Lists events oldest first, starting after the event with the number `after`. */
export async function listEvents(
  context: Context,
  filter: EventFilter,
  { after, limit }: { after: number; limit: number },
): Promise<EventPage> {
  const reads = await context.reads("events:list");
  const { seq: head } = await reads.events.head();
  const { items } = await reads.events.list(filter, { size: limit, after: [after] });
  return { items, head };
}

/**
 * Yields the events after `after` as they are committed, until the signal is aborted. Reads at most one page ahead
 * of the consumer.
 */
export async function followEvents(
  context: Context,
  filter: EventFilter,
  after: number,
  options: FollowOptions,
): Promise<AsyncIterable<Event>> {
  const reads = await context.reads("events:list");
  return follow({ commits: context.services.commits, reads, filter, after }, options);
}

interface FollowedFeed {
  readonly commits: CommitNotifier;
  readonly reads: StoreReader;
  readonly filter: EventFilter;
  readonly after: number;
}

async function* follow(
  { commits, reads, filter, after }: FollowedFeed,
  { signal, pollMs, recheckAccess }: FollowOptions,
): AsyncGenerator<Event> {
  for (let last = after; !signal.aborted; ) {
    const nextCommit = commits.nextCommit();
    const page = await reads.events.list(filter, { size: eventPageSize, after: [last] });
    await recheckAccess();
    yield* page.items;
    last = page.items.at(-1)?.seq ?? last;
    if (page.next === undefined) await waitForCommit(nextCommit, pollMs, signal);
  }
}
