import { setTimeout } from "node:timers/promises";
import type { Event, Id } from "../../model.ts";
import type { RouteIndex } from "../../routing/route-index.ts";
import type { OrganizationHead, Store } from "../../storage/store.ts";
import { FeedCursor, FeedRewritten } from "./feed-cursor.ts";
import { fillIndex, type OnProgress } from "./fill-index.ts";

/** How seldom the keeper looks, and whom it tells how it fares. */
export interface RouteIndexSyncOptions {
  /** How long after one look for other processes' changes the next begins; longer where a look takes long. */
  readonly pollMs?: number | undefined;
  /** So many records of a kind are read; called at each portion of an index that is being built. */
  readonly onProgress?: OnProgress | undefined;
  readonly onBuilt?: ((lines: number) => void) | undefined;
  /** The database does not answer, or not as it should; once for each time that it begins. */
  readonly onStale?: ((cause: unknown) => void) | undefined;
  readonly onRecovered?: (() => void) | undefined;
}

/** An index, and how old its answers may be. */
export interface RouteIndexSnapshot {
  readonly index: RouteIndex;
  readonly ageMs: number;
}

const pollMs = 40;
/** The share of its time that a process spends on looking, at most. */
const pollShare = 1 / 4;
const eventBatchSize = 1000;

/**
 * Keeps the index true. What this process commits goes in before anybody is told of it; what others commit is
 * found by asking for every organization's last event, and read from the feeds, which have no gaps.
 */
export class RouteIndexSync {
  readonly #store: Store;
  readonly #options: RouteIndexSyncOptions;
  readonly #closing = new AbortController();
  readonly #built = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #cursor: FeedCursor | undefined;
  /** The last events that this process committed while there was no index. */
  readonly #pending = new Map<Id, number>();
  /** When the last look that found everything began, on a clock that nobody sets. */
  #syncedAt = 0;
  #uncertainSince: number | undefined;
  #uncertainCount = 0;
  /** Earlier than this no index is built anew. */
  #nextBuildAt = Number.NEGATIVE_INFINITY;
  #isStale = false;

  constructor(store: Store, options: RouteIndexSyncOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  /** Begins to build the index, and then follows the changes until it is closed. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the index was built for the first time. */
  get built(): Promise<void> {
    return this.#built.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  /** Undefined while there is no index. */
  get snapshot(): RouteIndexSnapshot | undefined {
    return this.#cursor && { index: this.#cursor.index, ageMs: this.#ageMs };
  }

  /**
   * This process has committed a change: `seq` was the organization's last event before it, `events` are its own.
   * Resolves when the index has them. Where the database fails just now, the age of the answers says that
   * something is missing.
   */
  async applyLocalEvents(organizationId: Id, seq: number, events: readonly Event[]): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined) this.#recordPending(organizationId, seq + events.length);
    else if (cursor.seq(organizationId) < seq)
      await this.#readUpTo(cursor, organizationId, seq + events.length);
    else for (const event of events) cursor.apply(organizationId, event);
  }

  /** A change of this process, begun at `since`, may have been committed or not. */
  markUncertain(since: number): void {
    this.#uncertainSince = Math.min(since, this.#uncertainSince ?? since);
    this.#uncertainCount += 1;
  }

  /** What nobody else writes is known at once. */
  get #ageMs(): number {
    if (this.#store.isShared) return performance.now() - this.#syncedAt;
    return this.#uncertainSince === undefined ? 0 : performance.now() - this.#uncertainSince;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const waitMs = await this.#runOnce();
      await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Looks, or builds; gives how long to wait for the next turn. */
  async #runOnce(): Promise<number> {
    const began = performance.now();
    const isBuild = this.#cursor === undefined;
    if (isBuild && began < this.#nextBuildAt) return this.#nextBuildAt - began;
    await this.#try(began);
    const ended = performance.now();
    const pauseMs = Math.max(this.#pollMs, (ended - began) / pollShare);
    if (!isBuild || this.#cursor === undefined) return pauseMs;
    // What others have committed meanwhile is looked for soon, however long the build took. Only another build waits.
    this.#nextBuildAt = ended + pauseMs;
    return this.#pollMs;
  }

  get #pollMs(): number {
    return this.#options.pollMs ?? pollMs;
  }

  async #try(began: number): Promise<void> {
    try {
      await this.#step(began);
      if (this.#isStale) this.#options.onRecovered?.();
      this.#isStale = false;
    } catch (error) {
      if (error instanceof FeedRewritten) this.#cursor = undefined;
      if (!this.#isStale && !this.#closing.signal.aborted) this.#options.onStale?.(error);
      this.#isStale = true;
    }
  }

  async #step(began: number): Promise<void> {
    if (this.#cursor === undefined) return this.#build(began);
    if (!this.#store.isShared && this.#uncertainSince === undefined) return;
    const doubts = this.#uncertainCount;
    await this.#catchUp(this.#cursor);
    this.#syncedAt = began;
    if (this.#uncertainCount === doubts) this.#uncertainSince = undefined;
  }

  async #build(began: number): Promise<void> {
    this.#pending.clear();
    const cursor = new FeedCursor(await this.#store.platform.heads());
    await fillIndex(
      cursor.index,
      this.#store.platform.routes,
      this.#closing.signal,
      this.#options.onProgress,
    );
    do await this.#catchUp(cursor);
    while (this.#hasPending(cursor));
    this.#syncedAt = began;
    this.#cursor = cursor;
    this.#built.resolve();
    this.#options.onBuilt?.(cursor.index.lines);
  }

  #recordPending(organizationId: Id, seq: number): void {
    this.#pending.set(organizationId, Math.max(seq, this.#pending.get(organizationId) ?? 0));
  }

  #hasPending(cursor: FeedCursor): boolean {
    return [...this.#pending].some(([organizationId, seq]) => cursor.seq(organizationId) < seq);
  }

  /** Takes in all that was committed before this was called. */
  async #catchUp(cursor: FeedCursor): Promise<void> {
    const poll = cursor.beginPoll();
    const heads = await this.#store.platform.heads();
    let behind = heads.filter((head) => cursor.isBehind(head, poll));
    while (behind.length > 0) {
      await this.#readMore(cursor, behind);
      behind = behind.filter(({ organizationId, seq }) => cursor.seq(organizationId) < seq);
    }
  }

  async #readUpTo(cursor: FeedCursor, organizationId: Id, seq: number): Promise<void> {
    try {
      while (cursor.seq(organizationId) < seq) await this.#readMore(cursor, [{ organizationId }]);
    } catch {
      this.markUncertain(this.#syncedAt);
    }
  }

  /** Throws where there is nothing more, though there must be. */
  async #readMore(
    cursor: FeedCursor,
    organizations: readonly Pick<OrganizationHead, "organizationId">[],
  ): Promise<void> {
    const places = organizations.map(({ organizationId }) => cursor.position(organizationId));
    const before = places.map(({ organizationId }) => cursor.seq(organizationId));
    const events = await this.#store.platform.eventsFrom(places, eventBatchSize);
    for (const event of events) cursor.apply(event.organizationId, event);
    const isMore = places.some(
      ({ organizationId }, index) => cursor.seq(organizationId) > (before[index] ?? 0),
    );
    if (!isMore) throw new FeedRewritten();
  }
}
