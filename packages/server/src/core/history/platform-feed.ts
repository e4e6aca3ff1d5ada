import type { Event, Id } from "../../model.ts";
import { waitForCommit } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";
import { openCursor, sealCursor } from "../kernel/cursor.ts";
import { eventPageSize, type FollowOptions } from "./history.ts";

/** An event with the organization that it belongs to. */
export interface PlatformEvent extends Event {
  readonly organizationId: Id;
}

export interface PlatformPage {
  readonly items: readonly PlatformEvent[];
  /** Where to go on; also when there is nothing new yet. */
  readonly cursor: string;
}

/**
 * The changes of all organizations, for a superadmin. Each organization's are in order and without gap; there is
 * no order between two organizations. So that nothing is ever missed, the cursor holds the last event seen of
 * each of them.
 */
export const platformFeed = (context: Context) => ({
  page(cursor: string | undefined, limit: number): Promise<PlatformPage> {
    context.require("events:all");
    return nextPage(context.ofPlatform(), cursor, limit);
  },

  /** The pages as they come, until the signal is aborted. */
  async *follow(
    cursor: string | undefined,
    { signal, pollMs, recheckAccess }: FollowOptions,
  ): AsyncGenerator<PlatformPage> {
    context.require("events:all");
    for (let last = cursor; !signal.aborted; ) {
      const next = context.parts.commits.nextCommit();
      const page = await nextPage(context.ofPlatform(), last, eventPageSize);
      await recheckAccess();
      if (page.items.length > 0) yield page;
      last = page.cursor;
      if (page.items.length < eventPageSize) await waitForCommit(next, pollMs, signal);
    }
  },
});

async function nextPage(context: Context, cursor: string | undefined, limit: number): Promise<PlatformPage> {
  const { store } = context.parts;
  const seen = new Map<number, number>(cursor === undefined ? [] : openSeen(context, cursor));
  const items: PlatformEvent[] = [];
  for (const { organizationId, serial, seq } of await store.platform.heads()) {
    const after = seen.get(serial) ?? 0;
    const room = limit - items.length;
    if (seq <= after || room === 0) continue;
    const page = await store.read(organizationId).events.list({}, { size: room, after: [after] });
    items.push(...page.items.map((event) => ({ ...event, organizationId })));
    seen.set(serial, page.items.at(-1)?.seq ?? after);
  }
  return { items, cursor: sealCursor(context, list, [...seen].flat()) };
}

const list = "platform feed";

/** Pairs of an organization's serial and the number of its last event that was seen. */
function openSeen(context: Context, cursor: string): [number, number][] {
  const flat = openCursor(context, list, cursor) as readonly number[];
  return Array.from({ length: flat.length / 2 }, (_, pair) => [flat[pair * 2] ?? 0, flat[pair * 2 + 1] ?? 0]);
}
