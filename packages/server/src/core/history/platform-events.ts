import { hash } from "node:crypto";
import type { ChainedEvent, OrganizationId } from "../../model.ts";
import type { OrganizationHead, StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { openCursor, sealCursor } from "../kernel/cursor.ts";
import { positionAhead, positionDiverged } from "../kernel/errors.ts";
import { type NamedEvent, withNames } from "./event-names.ts";
import { eventPageSize, type FeedOptions, type FollowOptions, waitForChange } from "./events.ts";
import { formatPosition } from "./feed-position.ts";

export interface PlatformEvent extends NamedEvent {
  readonly organizationId: OrganizationId;
}

export interface PlatformPage {
  readonly items: readonly PlatformEvent[];
  /** Where the next page starts; also present when there is no new event yet. */
  readonly cursor: string;
}

/**
 * Lists the events of all organizations. The events of one organization are in order and without gap; events of two
 * organizations have no order. The cursor holds the number and a part of the hash of the last event seen of each
 * organization. Throws when one of them is after the organization's last event, or is not the event that was seen. The
 * cursor `now` is the last event of each organization at the time of the request.
 */
export async function listPlatformEvents(
  context: Context,
  cursor: string | undefined,
  { limit, hasNames }: { limit: number } & FeedOptions,
): Promise<PlatformPage> {
  context.require("events:all");
  return nextPage(context.forPlatform(), cursor, { limit, hasNames });
}

/** Yields the pages after the cursor as events are committed, until the signal is aborted. */
export async function* followPlatformEvents(
  context: Context,
  cursor: string | undefined,
  options: FollowOptions,
): AsyncGenerator<PlatformPage> {
  context.require("events:all");
  const { signal, pollMs, recheckAccess, hasNames } = options;
  const { store, commits } = context.services;
  const readHeads = async () => {
    const heads = await store.platform.heads();
    return hash("sha256", heads.map((head) => formatPosition(head)).join());
  };
  const watch = commits.watch(undefined, readHeads, pollMs);
  try {
    for (let last = cursor; !signal.aborted; ) {
      const { version } = watch;
      const page = await nextPage(context.forPlatform(), last, { limit: eventPageSize, hasNames });
      await recheckAccess();
      if (page.items.length > 0) yield page;
      last = page.cursor;
      if (page.items.length < eventPageSize) await waitForChange(watch, version, options);
    }
  } finally {
    watch.close();
  }
}

async function nextPage(
  context: Context,
  cursor: string | undefined,
  { limit, hasNames = false }: { limit: number } & FeedOptions,
): Promise<PlatformPage> {
  const { store } = context.services;
  if (cursor === "now")
    return { items: [], cursor: sealSeen(context, lastEvents(await store.platform.heads())) };
  const seen = cursor === undefined ? new Map<number, SeenEvent>() : openSeen(context, cursor);
  const items: PlatformEvent[] = [];
  const heads = await store.platform.heads();
  requireInRange(heads, seen);
  for (const head of heads) {
    const { organizationId, serial } = head;
    const last = seen.get(serial) ?? noEvent;
    const size = limit - items.length;
    if (head.seq === last.seq) requireSame(head, last, head);
    if (head.seq <= last.seq || size === 0) continue;
    const reads = store.read(organizationId);
    const events = await readFrom(reads, head, last, size);
    const named = hasNames ? await withNames(reads, events) : events;
    items.push(...named.map((event) => ({ ...event, organizationId })));
    const read = events.at(-1);
    if (read !== undefined) seen.set(serial, { seq: read.seq, tag: tagOf(read.hash) });
  }
  return { items, cursor: sealSeen(context, seen) };
}

const lastEvents = (heads: readonly OrganizationHead[]): ReadonlyMap<number, SeenEvent> =>
  new Map(heads.map(({ serial, seq, hash }) => [serial, { seq, tag: tagOf(hash) }]));

/** Reads the event that was seen last as well, to compare it. */
async function readFrom(
  reads: StoreReader,
  head: OrganizationHead,
  last: SeenEvent,
  size: number,
): Promise<readonly ChainedEvent[]> {
  const isCompared = last.tag !== undefined;
  const after = isCompared ? last.seq - 1 : last.seq;
  const { items } = await reads.events.list({}, { size: isCompared ? size + 1 : size, after: [after] });
  if (isCompared) requireSame(head, last, items[0]);
  return isCompared ? items.slice(1) : items;
}

function requireSame(
  { seq, organizationId }: OrganizationHead,
  { tag }: SeenEvent,
  event: { readonly hash: string } | undefined,
): void {
  if (tag !== undefined && (event === undefined || tagOf(event.hash) !== tag))
    throw positionDiverged(seq, `the organization ${organizationId}`, { organizationId });
}

const noHead = { seq: 0, organizationId: undefined };

function requireInRange(heads: readonly OrganizationHead[], seen: ReadonlyMap<number, SeenEvent>): void {
  const bySerial = new Map(heads.map((head) => [head.serial, head]));
  for (const [serial, last] of seen) {
    const { seq: head, organizationId } = bySerial.get(serial) ?? noHead;
    if (last.seq > head)
      throw organizationId === undefined
        ? positionAhead(head, `the organization with the serial ${serial}`)
        : positionAhead(head, `the organization ${organizationId}`, { organizationId });
  }
}

/** The last event that a reader has of an organization. */
interface SeenEvent {
  readonly seq: number;
  /** The first 32 bits of the event's hash: a cursor has one for every organization, and must fit into a URL. */
  readonly tag?: number;
}
const noEvent: SeenEvent = { seq: 0 };
const tagOf = (hash: string): number => Number.parseInt(hash.slice(0, 8), 16);

/** Part of every cursor's keyed hash: a change makes the clients' cursors invalid. */
const list = "platform feed";
/** Distinguishes a cursor with tags from one of an earlier release, which begins with a serial. */
const withTags = -1;

const sealSeen = (context: Context, seen: ReadonlyMap<number, SeenEvent>): string =>
  sealCursor(context, list, [
    withTags,
    ...[...seen].flatMap(([serial, { seq, tag = withTags }]) => [serial, seq, tag]),
  ]);

function openSeen(context: Context, cursor: string): Map<number, SeenEvent> {
  const flat = openCursor(context, list, cursor) as readonly number[];
  const [first] = flat;
  const [fields, size] = first === withTags ? [flat.slice(1), 3] : [flat, 2];
  const seen = new Map<number, SeenEvent>();
  for (let at = 0; at < fields.length; at += size) {
    const [serial = 0, seq = 0, tag = withTags] = fields.slice(at, at + size);
    seen.set(serial, tag === withTags ? { seq } : { seq, tag });
  }
  return seen;
}
