import type { ChainedEvent, Page } from "../../model.ts";
import type { EventFilter, StoreReader } from "../../storage/store.ts";
import { type CommitNotifier, waitForCommit } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";
import { positionAhead } from "../kernel/errors.ts";

export type { EventFilter };

export const eventPageSize = 200;

export interface EventPage {
  readonly items: readonly ChainedEvent[];
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

/**
 * Lists events oldest first, starting after the event with the number `after`. Throws when there is no event with this
 * number yet.
 */
export async function listEvents(
  context: Context,
  filter: EventFilter,
  { after, limit }: { after: number; limit: number },
): Promise<EventPage> {
  const reads = await context.reads("events:list");
  const head = await headNotBefore(reads, after);
  const { items } = await reads.events.list(filter, { size: limit, after: [after] });
  return { items, head };
}

/**
 * Yields the events after `after` as they are committed, until the signal is aborted. Reads at most one page ahead
 * of the consumer. Throws, also while the events are read, when the feed ends before the position.
 */
export async function followEvents(
  context: Context,
  filter: EventFilter,
  after: number,
  options: FollowOptions,
): Promise<AsyncIterable<ChainedEvent>> {
  const reads = await context.reads("events:list");
  await headNotBefore(reads, after);
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
): AsyncGenerator<ChainedEvent> {
  for (let last = after; !signal.aborted; ) {
    const nextCommit = commits.nextCommit();
    const head = await headNotBefore(reads, last);
    const page =
      head === last ? noEvents : await reads.events.list(filter, { size: eventPageSize, after: [last] });
    await recheckAccess();
    yield* page.items;
    // The page was read after the head: no event up to the head matches that is not in it.
    last = page.items.at(-1)?.seq ?? head;
    if (page.next === undefined) await waitForCommit(nextCommit, pollMs, signal);
  }
}

const noEvents: Page<ChainedEvent> = { items: [] };

/** The number of the last event. Throws when the position is after it. */
async function headNotBefore(reads: StoreReader, position: number): Promise<number> {
  const { seq: head } = await reads.events.head();
  if (position > head) throw positionAhead(head);
  return head;
}
