import type { ChainedEvent, NumberId, OrganizationId, Page, UserHandle } from "../../model.ts";
import type { NumberReference, EventFilter as StoredEventFilter, StoreReader } from "../../storage/store.ts";
import type { CommitNotifier, FeedWatch } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";
import { singleNumber } from "../numbers/find-number.ts";
import { readsForFilter } from "../users/find-user.ts";
import { type NamedEvent, withNames } from "./event-names.ts";
import {
  type FeedHead,
  type FeedPosition,
  type FeedStart,
  formatPosition,
  requirePosition,
} from "./feed-position.ts";

export interface EventFilter extends Omit<StoredEventFilter, "userId" | "numberId"> {
  readonly number?: NumberReference | undefined;
  readonly userId?: UserHandle | undefined;
}

export const eventPageSize = 200;

export interface EventPage {
  readonly items: readonly NamedEvent[];
  /** The number of the organization's last event when the page was read. */
  readonly head: number;
  /** Where the next page starts. */
  readonly position: string;
}

export interface FeedOptions {
  /** Whether to add the present names of the records that an event concerns. */
  readonly hasNames?: boolean | undefined;
}

export interface FollowOptions extends FeedOptions {
  readonly signal: AbortSignal;
  /** The interval between polls for events that other processes committed, in milliseconds. */
  readonly pollMs: number;
  /** The interval between two calls of `recheckAccess` while there are no events, in milliseconds. */
  readonly recheckMs: number;
  /** Throws when the caller's access was revoked; called before each page is yielded. */
  readonly recheckAccess: () => Promise<void>;
}

/**
 * Lists events oldest first, starting after the position. Throws when the position is after the last event, or its
 * event is not the one that was read.
 */
export async function listEvents(
  context: Context,
  named: EventFilter,
  { after, limit, hasNames = false }: { after: FeedStart; limit: number } & FeedOptions,
): Promise<EventPage> {
  const { reads, filter } = await readsForEvents(context, named);
  const head = await requirePosition(reads, after);
  if (after === "now") return { items: [], head: head.seq, position: formatPosition(head) };
  const page = await reads.events.list(filter, { size: limit, after: [after.seq] });
  const items = hasNames ? await withNames(reads, page.items) : page.items;
  return { items, head: head.seq, position: formatPosition(lastOf(page, head)) };
}

/**
 * Yields the events after the position as they are committed, until the signal is aborted. Reads at most one page ahead
 * of the consumer. Throws, also while the events are read, when the feed no longer has the position.
 */
export async function followEvents(
  context: Context,
  named: EventFilter,
  start: FeedStart,
  options: FollowOptions,
): Promise<AsyncIterable<NamedEvent>> {
  const { reads, filter } = await readsForEvents(context, named);
  const head = await requirePosition(reads, start);
  const { services, organizationId } = context;
  const after = start === "now" ? head : start;
  return follow({ commits: services.commits, organizationId, reads, filter, after }, options);
}

/** Committed data, and the filter with the ids of the records that it names now. Nothing matches a name of no record. */
export async function readsForEvents(
  context: Context,
  { number, ...named }: EventFilter,
): Promise<{ readonly reads: StoreReader; readonly filter: StoredEventFilter }> {
  const { reads, filter } = await readsForFilter(context, "events:list", named);
  return number === undefined
    ? { reads, filter }
    : { reads, filter: { ...filter, numberId: await numberIdOf(reads, number) } };
}

/** An id that no number has. */
const noNumber = "" as NumberId;

/** An id is not looked up: the number can be of an earlier time. */
const numberIdOf = async (reads: StoreReader, reference: NumberReference): Promise<NumberId> =>
  "id" in reference ? reference.id : (singleNumber(await reads.numbers.find(reference))?.id ?? noNumber);

interface FollowedFeed {
  readonly commits: CommitNotifier;
  readonly organizationId: OrganizationId;
  readonly reads: StoreReader;
  readonly filter: StoredEventFilter;
  readonly after: FeedPosition;
}

async function* follow(
  { commits, organizationId, reads, filter, after }: FollowedFeed,
  options: FollowOptions,
): AsyncGenerator<NamedEvent> {
  const { signal, pollMs, recheckAccess, hasNames = false } = options;
  const readHead = async () => formatPosition(await reads.events.head());
  const watch = commits.watch(organizationId, readHead, pollMs);
  try {
    for (let last = after; !signal.aborted; ) {
      const { version } = watch;
      const head = await requirePosition(reads, last);
      const page =
        head.seq === last.seq
          ? noEvents
          : await reads.events.list(filter, { size: eventPageSize, after: [last.seq] });
      await recheckAccess();
      yield* hasNames ? await withNames(reads, page.items) : page.items;
      last = lastOf(page, head);
      if (page.next === undefined) await waitForChange(watch, version, options);
    }
  } finally {
    watch.close();
  }
}

/** Waits until the feed has changed since the version, or the signal is aborted. Throws when access is revoked. */
export async function waitForChange(
  watch: FeedWatch,
  version: number,
  { signal, recheckMs, recheckAccess }: FollowOptions,
): Promise<void> {
  while (!(await watch.changed(version, recheckMs, signal))) await recheckAccess();
}

const noEvents: Page<ChainedEvent> = { items: [] };

/**
 * The position after a page that was read after the head: when the page is the last one, no event up to the head matches
 * that is not in it.
 */
function lastOf({ items, next }: Page<ChainedEvent>, head: FeedHead): FeedHead {
  const last = items.at(-1);
  return last !== undefined && (next !== undefined || last.seq > head.seq) ? last : head;
}
