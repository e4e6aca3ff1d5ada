import { expect } from "vitest";
import type { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import type { Id, OrganizationId } from "../../src/model.ts";
import { flagsOf } from "../../src/routing/assignment-records.ts";
import type { PackedRows } from "../../src/routing/route-input.ts";
import type { OrganizationEvent, OrganizationHead, RouteReader } from "../../src/storage/store.ts";
import { type History, lines, organizationIds, type Tables } from "./history-arbitrary.ts";

// Builds an index from the tables of a history and then updates it from its feeds.

export interface ReadSchedule {
  /** The moment of the first read. */
  readonly from: number;
  /** The number of moments that pass before each batch; 0 after the last one. */
  readonly steps: readonly number[];
  readonly size: number;
}

/** Reads the tables in small batches, each at a moment no earlier than the previous one. */
export class SteppedReader {
  moment: number;
  readonly #past: History;
  readonly #steps: number[];
  readonly #size: number;

  constructor(past: History, { from, steps, size }: ReadSchedule) {
    this.#past = past;
    this.moment = Math.min(from, past.moments.length - 1);
    this.#steps = [...steps];
    this.#size = size;
  }

  /** Like `storage/queries/routes.ts`: ordered by organization and id, after the last row read. */
  get routes(): RouteReader {
    const reads: Omit<RouteReader, "line" | "user" | "inboundHolders"> = {
      organizations: () =>
        this.#batches(
          ({ organizations }) => organizations,
          ({ id }) => id,
        ),
      users: () =>
        this.#packed(
          ({ users }) => users.filter(({ status }) => status !== "removed"),
          keyOf,
          ({ organizationId, id, status, endpoints }) =>
            `${organizationId}${id}${status}\t${JSON.stringify(endpoints)}\n`,
        ),
      numbers: () =>
        this.#packed(
          ({ numbers }) => numbers,
          keyOf,
          ({ organizationId, id, provider, line, coolingUntil, reservedUntil }) =>
            `${organizationId}${id}${provider}\t${line}\t${coolingUntil ?? ""}\t${reservedUntil ?? ""}\n`,
        ),
      assignments: () =>
        this.#packed(
          ({ assignments }) => assignments,
          ({ organizationId, numberId, userId }) => `${organizationId} ${numberId} ${userId}`,
          (it) => `${it.id}${it.numberId}${it.userId}${flagsOf(it)}${it.assignedAt}\n`,
        ),
    };
    return reads as RouteReader;
  }

  async *#packed<Row>(
    rowsOf: (tables: Tables) => readonly Row[],
    key: (row: Row) => string,
    pack: (row: Row) => string,
  ): AsyncIterable<PackedRows> {
    for await (const rows of this.#batches(rowsOf, key))
      yield { count: rows.length, text: rows.map(pack).join("") };
  }

  async *#batches<Row>(rowsOf: (tables: Tables) => readonly Row[], key: (row: Row) => string) {
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

/** Counts of the cases that occurred. */
export interface CaseCounts {
  repeats: number;
  gaps: number;
  contested: number;
}

/** Events of one organization; `from` is the offset of the first one from the next expected event. */
export interface Delivery {
  readonly org: number;
  readonly from: number;
  readonly count: number;
}

/** Delivers events to a cursor like RouteIndexSync can: in batches, with repeats and out of order. */
export class FeedReplayer {
  readonly #cursor: FeedCursor;
  readonly #feeds: readonly (readonly (OrganizationEvent & { readonly moment: number })[])[];
  readonly #seen: CaseCounts;

  constructor({ events }: History, cursor: FeedCursor, seen: CaseCounts) {
    this.#cursor = cursor;
    this.#seen = seen;
    const all = events.flatMap((batch, moment) => batch.map((event) => ({ ...event, moment })));
    this.#feeds = organizationIds.map((id) => all.filter(({ organizationId }) => organizationId === id));
  }

  /** Delivers no event after the moment `until`. */
  deliver({ org, from, count }: Delivery, until: number): void {
    const first = Math.max(0, this.#cursor.seq(organizationIds[org] as OrganizationId) + from);
    for (const event of this.#feeds[org]?.slice(first, first + count) ?? [])
      if (event.moment <= until) this.#apply(event);
  }

  complete(org: number, until: number): void {
    this.deliver({ org, from: 0, count: Number.POSITIVE_INFINITY }, until);
  }

  #apply(event: OrganizationEvent): void {
    const { organizationId, seq } = event;
    const next = this.#cursor.seq(organizationId) + 1;
    expect(this.#cursor.apply(organizationId, event)).toBe(seq <= next);
    if (seq < next) this.#seen.repeats += 1;
    if (seq > next) this.#seen.gaps += 1;
    for (const { provider, line } of lines)
      if ("claimants" in (this.#cursor.index.line(provider, line) ?? {})) this.#seen.contested += 1;
  }
}

/** The last event of every organization at the moment. */
export function headsAt({ events }: History, moment: number): OrganizationHead[] {
  const happened = events.slice(0, moment + 1).flat();
  return organizationIds.flatMap((organizationId, serial) => {
    const last = happened.findLast((event) => event.organizationId === organizationId);
    return last ? [{ organizationId, serial, seq: last.seq, at: last.at, hash: last.hash }] : [];
  });
}
