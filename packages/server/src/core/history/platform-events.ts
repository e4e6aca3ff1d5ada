import type { ChainedEvent, OrganizationId } from "../../model.ts";
import type { OrganizationHead } from "../../storage/store.ts";
import { waitForCommit } from "../kernel/commit-notifier.ts";
import type { Context } from "../kernel/context.ts";
import { openCursor, sealCursor } from "../kernel/cursor.ts";
import { positionAhead } from "../kernel/errors.ts";
import { eventPageSize, type FollowOptions } from "./events.ts";

export interface PlatformEvent extends ChainedEvent {
  readonly organizationId: OrganizationId;
}

export interface PlatformPage {
  readonly items: readonly PlatformEvent[];
  /** Where the next page starts; also present when there is no new event yet. */
  readonly cursor: string;
}

/**
 * Lists the events of all organizations. The events of one organization are in order and without gap; events of two
 * organizations have no order. The cursor holds the number of the last event seen of each organization. Throws when one
 * of them is after the organization's last event.
 */
export async function listPlatformEvents(
  context: Context,
  cursor: string | undefined,
  limit: number,
): Promise<PlatformPage> {
  context.require("events:all");
  return nextPage(context.forPlatform(), cursor, limit);
}

/** Yields the pages after the cursor as events are committed, until the signal is aborted. */
export async function* followPlatformEvents(
  context: Context,
  cursor: string | undefined,
  { signal, pollMs, recheckAccess }: FollowOptions,
): AsyncGenerator<PlatformPage> {
  context.require("events:all");
  for (let last = cursor; !signal.aborted; ) {
    const nextCommit = context.services.commits.nextCommit();
    const page = await nextPage(context.forPlatform(), last, eventPageSize);
    await recheckAccess();
    if (page.items.length > 0) yield page;
    last = page.cursor;
    if (page.items.length < eventPageSize) await waitForCommit(nextCommit, pollMs, signal);
  }
}

async function nextPage(context: Context, cursor: string | undefined, limit: number): Promise<PlatformPage> {
  const { store } = context.services;
  const seen = new Map<number, number>(cursor === undefined ? [] : openSeen(context, cursor));
  const items: PlatformEvent[] = [];
  const heads = await store.platform.heads();
  requireSeen(heads, seen);
  for (const { organizationId, serial, seq } of heads) {
    const after = seen.get(serial) ?? 0;
    const size = limit - items.length;
    if (seq <= after || size === 0) continue;
    const page = await store.read(organizationId).events.list({}, { size, after: [after] });
    items.push(...page.items.map((event) => ({ ...event, organizationId })));
    seen.set(serial, page.items.at(-1)?.seq ?? after);
  }
  return { items, cursor: sealCursor(context, list, [...seen].flat()) };
}

const noHead = { seq: 0, organizationId: undefined };

function requireSeen(heads: readonly OrganizationHead[], seen: ReadonlyMap<number, number>): void {
  const bySerial = new Map(heads.map((head) => [head.serial, head]));
  for (const [serial, last] of seen) {
    const { seq: head, organizationId } = bySerial.get(serial) ?? noHead;
    if (last > head)
      throw organizationId === undefined
        ? positionAhead(head, `the organization with the serial ${serial}`)
        : positionAhead(head, `the organization ${organizationId}`, { organizationId });
  }
}

/** Part of every cursor's keyed hash: a change makes the clients' cursors invalid. */
const list = "platform feed";

/** Pairs of an organization's serial and the number of its last event seen. */
function openSeen(context: Context, cursor: string): [number, number][] {
  const flat = openCursor(context, list, cursor) as readonly number[];
  return Array.from({ length: flat.length / 2 }, (_, pair) => [flat[pair * 2] ?? 0, flat[pair * 2 + 1] ?? 0]);
}
