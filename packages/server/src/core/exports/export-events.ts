import type { PageKey } from "../../model.ts";
import type { EventFilter as StoredEventFilter, StoreReader } from "../../storage/store.ts";
import { type NamedEvent, withNames } from "../history/event-names.ts";
import { type EventFilter, type FeedOptions, readsForEvents } from "../history/events.ts";
import { type FeedStart, requirePosition } from "../history/feed-position.ts";
import type { Context } from "../kernel/context.ts";
import { exportPageSize } from "./export-limits.ts";

/**
 * Reads the events after the position up to the last one at the time of the call, oldest first. Throws unless the caller
 * has the permission, and when the feed no longer has the position.
 */
export async function exportEvents(
  context: Context,
  named: EventFilter,
  { after, hasNames = false }: { readonly after: FeedStart } & FeedOptions,
): Promise<AsyncIterable<readonly NamedEvent[]>> {
  const { reads, filter } = await readsForEvents(context, named);
  const { seq: last } = await requirePosition(reads, after);
  const range = { after: after === "now" ? last : after.seq, last };
  return eventsWithin(reads, filter, range, hasNames);
}

async function* eventsWithin(
  reads: StoreReader,
  filter: StoredEventFilter,
  range: { readonly after: number; readonly last: number },
  hasNames: boolean,
): AsyncGenerator<readonly NamedEvent[]> {
  let after: PageKey | undefined = [range.after];
  do {
    const page: Awaited<ReturnType<typeof reads.events.list>> = await reads.events.list(filter, {
      size: exportPageSize,
      after,
    });
    const items = page.items.filter(({ seq }) => seq <= range.last);
    yield hasNames ? await withNames(reads, items) : items;
    after = items.length < page.items.length ? undefined : page.next;
  } while (after !== undefined);
}
