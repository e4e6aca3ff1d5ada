import type { Event, Id, Timestamp } from "../../model.ts";
import { applyEvent } from "../../routing/apply-event.ts";
import { RouteIndex } from "../../routing/route-index.ts";
import type { OrganizationHead, OrganizationPosition } from "../../storage/store.ts";

/** An event that was seen, by what tells it from another under the same number. */
interface SeenEvent {
  readonly seq: number;
  readonly at: Timestamp;
  /** The poll during which, or after which, it was seen. */
  readonly poll: number;
}

/** The feed is not the one that was followed: the database was put back, or lost what it had not yet promised. */
export class FeedRewritten extends Error {
  override readonly name = "FeedRewritten";
}

/** The index, and how far it has got in each organization's feed. */
export class FeedCursor {
  readonly index = new RouteIndex();
  readonly #seen: Map<Id, SeenEvent>;
  #poll = 0;

  /** The index is to be filled with what the tables say after these heads were read. */
  constructor(heads: readonly OrganizationHead[]) {
    this.#seen = new Map(heads.map(({ organizationId, seq, at }) => [organizationId, { seq, at, poll: 0 }]));
  }

  seq(organizationId: Id): number {
    return this.#seen.get(organizationId)?.seq ?? 0;
  }

  /** From where the events of this organization are to be read: the last one seen is looked at again. */
  position(organizationId: Id): OrganizationPosition {
    return { organizationId, seq: Math.max(1, this.seq(organizationId)) };
  }

  /** Begins a poll of the heads and returns its number. */
  beginPoll(): number {
    return ++this.#poll;
  }

  /**
   * Whether the organization has events that were not seen. Throws when it has lost one that was seen before this
   * poll at its head began.
   */
  isBehind({ organizationId, seq, at }: OrganizationHead, poll: number): boolean {
    const seen = this.#seen.get(organizationId);
    if (seen === undefined || seq > seen.seq) return true;
    const isLost = seq < seen.seq ? seen.poll < poll : at !== seen.at;
    if (isLost) throw new FeedRewritten();
    return false;
  }

  /** Takes the next event; one seen before is passed over, and false is a gap before this one. */
  apply(organizationId: Id, event: Event): boolean {
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
