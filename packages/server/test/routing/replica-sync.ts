import { expect } from "vitest";
import type { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import type { Id, OrganizationId } from "../../src/model.ts";
import type { OrganizationEvent, OrganizationHead, RouteReader } from "../../src/storage/store.ts";
import { lines, organizationIds, type Past, type Tables } from "./history-arbitrary.ts";

// How an index comes to know a past: by what is read of the tables, and then from the feeds.

export interface Reading {
  /** The moment before which nothing is read. */
  readonly from: number;
  /** So many moments pass before each portion, one after another; then none. */
  readonly steps: readonly number[];
  readonly size: number;
}

/** Reads the tables in small portions, each at a moment that is no earlier than the one before. */
export class Reader {
  moment: number;
  readonly #past: Past;
  readonly #steps: number[];
  readonly #size: number;

  constructor(past: Past, { from, steps, size }: Reading) {
    this.#past = past;
    this.moment = Math.min(from, past.moments.length - 1);
    this.#steps = [...steps];
    this.#size = size;
  }

  /** As `storage/queries/routes.ts` asks: in the order of organization and id, after the last one read. */
  get routes(): RouteReader {
    const reads: Omit<RouteReader, "line" | "user"> = {
      organizations: () =>
        this.#portions(
          ({ organizations }) => organizations,
          ({ id }) => id,
        ),
      users: () => this.#portions(({ users }) => users.filter(({ status }) => status !== "removed"), keyOf),
      numbers: () => this.#portions(({ numbers }) => numbers, keyOf),
      assignments: () =>
        this.#portions(
          ({ assignments }) => assignments,
          ({ organizationId, numberId, userId }) => `${organizationId} ${numberId} ${userId}`,
        ),
    };
    return reads as RouteReader;
  }

  async *#portions<Row>(rowsOf: (tables: Tables) => readonly Row[], key: (row: Row) => string) {
    for (let after = ""; ; ) {
      this.moment = Math.min(this.moment + (this.#steps.shift() ?? 0), this.#past.moments.length - 1);
      const rows = rowsOf(this.#past.moments[this.moment] as Tables)
        .filter((row) => key(row) > after)
        .toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
        .slice(0, this.#size);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      after = key(last);
    }
  }
}

const keyOf = ({ organizationId, id }: { organizationId: Id; id: Id }) => `${organizationId} ${id}`;

/** What happened to the views that were told. */
export interface Seen {
  repeats: number;
  gaps: number;
  contested: number;
}

/** Events of one organization, the first of them so many before or after the one that would be next. */
export interface Some {
  readonly org: number;
  readonly from: number;
  readonly count: number;
}

/** Tells a view of events as the keeper may: in portions, some of them again, some before their turn. */
export class Follower {
  readonly #view: FeedCursor;
  readonly #feeds: readonly (readonly (OrganizationEvent & { readonly moment: number })[])[];
  readonly #seen: Seen;

  constructor({ events }: Past, view: FeedCursor, seen: Seen) {
    this.#view = view;
    this.#seen = seen;
    const all = events.flatMap((told, moment) => told.map((event) => ({ ...event, moment })));
    this.#feeds = organizationIds.map((id) => all.filter(({ organizationId }) => organizationId === id));
  }

  /** None that happened after the moment. */
  deliver({ org, from, count }: Some, until: number): void {
    const first = Math.max(0, this.#view.seq(organizationIds[org] as OrganizationId) + from);
    for (const event of this.#feeds[org]?.slice(first, first + count) ?? [])
      if (event.moment <= until) this.#apply(event);
  }

  complete(org: number, until: number): void {
    this.deliver({ org, from: 0, count: Number.POSITIVE_INFINITY }, until);
  }

  #apply(event: OrganizationEvent): void {
    const { organizationId, seq } = event;
    const next = this.#view.seq(organizationId) + 1;
    expect(this.#view.apply(organizationId, event)).toBe(seq <= next);
    if (seq < next) this.#seen.repeats += 1;
    if (seq > next) this.#seen.gaps += 1;
    for (const { provider, line } of lines)
      if ("claimants" in (this.#view.index.line(provider, line) ?? {})) this.#seen.contested += 1;
  }
}

/** Every organization's last event as of the moment. */
export function headsAt({ events }: Past, moment: number): OrganizationHead[] {
  const told = events.slice(0, moment + 1).flat();
  return organizationIds.flatMap((organizationId, serial) => {
    const last = told.findLast((event) => event.organizationId === organizationId);
    return last ? [{ organizationId, serial, seq: last.seq, at: last.at }] : [];
  });
}
