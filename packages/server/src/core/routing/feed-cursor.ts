import type { ChainedEvent, OrganizationId, Timestamp } from "../../model.ts";
import { applyEvent } from "../../routing/apply-event.ts";
import { RouteIndex } from "../../routing/route-index.ts";
import type { OrganizationEvent, OrganizationHead, OrganizationPosition } from "../../storage/store.ts";

/** The last applied event of an organization; `at` and `hash` distinguish it from another one with the same number. */
interface SeenEvent {
  readonly seq: number;
  readonly at: Timestamp;
  readonly hash: string;
  /** The poll during or after which it was applied. */
  readonly poll: number;
}

export type FeedPosition = Pick<OrganizationHead, "organizationId" | "seq" | "at" | "hash">;

/** The feed is not the one that was read before: the database was restored or lost unacknowledged commits. */
export class FeedRewritten extends Error {
  override readonly name = "FeedRewritten";
}

/** The index, and the last applied event of each organization. */
export class FeedCursor {
  readonly index: RouteIndex;
  readonly #seen: Map<OrganizationId, SeenEvent>;
  #poll = 0;

  /** The index must then be filled from tables that were read after `heads`, or contain the events up to them. */
  constructor(heads: readonly FeedPosition[], index = new RouteIndex()) {
    this.index = index;
    this.#seen = new Map(
      heads.map(({ organizationId, seq, at, hash }) => [organizationId, { seq, at, hash, poll: 0 }]),
    );
  }

  /** The last applied event of every organization that has one. */
  get positions(): FeedPosition[] {
    return [...this.#seen].map(([organizationId, { seq, at, hash }]) => ({ organizationId, seq, at, hash }));
  }

  seq(organizationId: OrganizationId): number {
    return this.#seen.get(organizationId)?.seq ?? 0;
  }

  /** Where to read the organization's next events from: includes the last applied event, to detect a rewritten feed. */
  position(organizationId: OrganizationId): OrganizationPosition {
    return { organizationId, seq: Math.max(1, this.seq(organizationId)) };
  }

  /** Starts a poll and returns its number. */
  beginPoll(): number {
    return ++this.#poll;
  }

  /**
   * Whether the organization has events that were not applied. Throws FeedRewritten when it lost an event that was
   * applied before this poll.
   */
  isBehind(head: OrganizationHead, poll: number): boolean {
    const seen = this.#seen.get(head.organizationId);
    if (seen === undefined || head.seq > seen.seq) return true;
    const isLost = head.seq < seen.seq ? seen.poll < poll : !isSame(head, seen);
    if (isLost) throw new FeedRewritten();
    return false;
  }

  /** Applies events like `apply`, as one change for the readers of the index. */
  applyAll(events: readonly OrganizationEvent[]): void {
    this.index.batch(events.length, () => {
      for (const event of events) this.apply(event.organizationId, event);
    });
  }

  /** Applies the next event and skips an applied one. Returns false when events before this one are missing. */
  apply(organizationId: OrganizationId, event: ChainedEvent): boolean {
    const seen = this.#seen.get(organizationId);
    const next = (seen?.seq ?? 0) + 1;
    if (event.seq === seen?.seq && !isSame(event, seen)) throw new FeedRewritten();
    if (event.seq > next) return false;
    if (event.seq < next) return true;
    applyEvent(this.index, organizationId, event);
    const { seq, at, hash } = event;
    this.#seen.set(organizationId, { seq, at, hash, poll: this.#poll });
    return true;
  }
}

const isSame = (event: Omit<SeenEvent, "poll">, seen: SeenEvent): boolean =>
  event.at === seen.at && event.hash === seen.hash;
