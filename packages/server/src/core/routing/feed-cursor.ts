import type { Event, OrganizationId, Timestamp } from "../../model.ts";
import { applyEvent } from "../../routing/apply-event.ts";
import { RouteIndex } from "../../routing/route-index.ts";
import type { OrganizationHead, OrganizationPosition } from "../../storage/store.ts";

/** The last applied event of an organization; `at` distinguishes it from another event with the same number. */
interface SeenEvent {
  readonly seq: number;
  readonly at: Timestamp;
  /** The poll during or after which it was applied. */
  readonly poll: number;
}

/** The feed is not the one that was read before: the database was restored or lost unacknowledged commits. */
export class FeedRewritten extends Error {
  override readonly name = "FeedRewritten";
}

/** The index, and the last applied event of each organization. */
export class FeedCursor {
  readonly index = new RouteIndex();
  readonly #seen: Map<OrganizationId, SeenEvent>;
  #poll = 0;

  /** The index must then be filled from tables that were read after `heads`. */
  constructor(heads: readonly OrganizationHead[]) {
    this.#seen = new Map(heads.map(({ organizationId, seq, at }) => [organizationId, { seq, at, poll: 0 }]));
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
  isBehind({ organizationId, seq, at }: OrganizationHead, poll: number): boolean {
    const seen = this.#seen.get(organizationId);
    if (seen === undefined || seq > seen.seq) return true;
    const isLost = seq < seen.seq ? seen.poll < poll : at !== seen.at;
    if (isLost) throw new FeedRewritten();
    return false;
  }

  /** Applies events like `apply`, as one change for the readers of the index. */
  applyAll(events: readonly (readonly [OrganizationId, Event])[]): void {
    this.index.batch(events.length, () => {
      for (const [organizationId, event] of events) this.apply(organizationId, event);
    });
  }

  /** Applies the next event and skips an applied one. Returns false when events before this one are missing. */
  apply(organizationId: OrganizationId, event: Event): boolean {
    const seen = this.#seen.get(organizationId);
    const next = (seen?.seq ?? 0) + 1;
    if (event.seq === seen?.seq && event.at !== seen.at) throw new FeedRewritten();
    if (event.seq > next) return false;
    if (event.seq < next) return true;
    applyEvent(this.index, organizationId, event);
    this.#seen.set(organizationId, { seq: event.seq, at: event.at, poll: this.#poll });
    return true;
  }
}
