import type { Event, Id, Timestamp } from "../model.ts";
import { applyEvent } from "../routing/apply-event.ts";
import { RouteIndex } from "../routing/route-index.ts";
import type { FeedPlace, OrganizationHead } from "../storage/store.ts";

/** An event that was seen, by what tells it from another under the same number. */
interface Seen {
  readonly seq: number;
  readonly at: Timestamp;
  /** The look during which, or after which, it was seen. */
  readonly look: number;
}

/** The feed is not the one that was followed: the database was put back, or lost what it had not yet promised. */
export class FeedRewritten extends Error {
  override readonly name = "FeedRewritten";
}

/** The index, and how far it has got in each organization's feed. */
export class RouteView {
  readonly index = new RouteIndex();
  readonly #seen: Map<Id, Seen>;
  #look = 0;

  /** The index is to be filled with what the tables say after these heads were read. */
  constructor(heads: readonly OrganizationHead[]) {
    this.#seen = new Map(heads.map(({ organizationId, seq, at }) => [organizationId, { seq, at, look: 0 }]));
  }

  seq(organizationId: Id): number {
    return this.#seen.get(organizationId)?.seq ?? 0;
  }

  /** From where the events of this organization are to be read: the last one seen is looked at again. */
  place(organizationId: Id): FeedPlace {
    return { organizationId, seq: Math.max(1, this.seq(organizationId)) };
  }

  /** Begins a look at the heads; gives its number. */
  look(): number {
    return ++this.#look;
  }

  /**
   * Whether the organization has events that were not seen. Throws when it has lost one that was seen before this
   * look at its head began.
   */
  isBehind({ organizationId, seq, at }: OrganizationHead, look: number): boolean {
    const seen = this.#seen.get(organizationId);
    if (seen === undefined || seq > seen.seq) return true;
    const isLost = seq < seen.seq ? seen.look < look : at !== seen.at;
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
    this.#seen.set(organizationId, { seq: event.seq, at: event.at, look: this.#look });
    return true;
  }
}
