import { setTimeout } from "node:timers/promises";
import type { ChainedEvent, OrganizationId } from "../../model.ts";
import type { Currency } from "../../routing/memory/sequence.ts";
import { sharedClockOffset } from "../../routing/memory/shared-clock.ts";
import type { RouteIndex } from "../../routing/route-index.ts";
import { RouteIndexReaders } from "../../routing/route-index-readers.ts";
import type { RouteIndexHandle, RouteSnapshot, RouteSnapshotSource } from "../../routing/route-snapshot.ts";
import type { OrganizationEvent, OrganizationHead, Store } from "../../storage/store.ts";
import { FeedCursor, FeedRewritten } from "./feed-cursor.ts";
import { fillIndex, type OnProgress } from "./fill-index.ts";
import { IndexSnapshots, type SnapshotOptions } from "./index-snapshots.ts";

/** Poll interval and status callbacks. */
export interface RouteIndexSyncOptions {
  /** The pause between two polls for other processes' changes, in milliseconds; longer when polls are slow. */
  readonly pollMs?: number | undefined;
  /** Called after each batch while the index is built, with the number of records of the kind read so far. */
  readonly onProgress?: OnProgress | undefined;
  readonly onBuilt?: ((lines: number) => void) | undefined;
  /** Called once when synchronization starts to fail. */
  readonly onStale?: ((cause: unknown) => void) | undefined;
  readonly onRecovered?: (() => void) | undefined;
  /** Called with events that were read from the feeds; they can be of this process. Must not throw. */
  readonly onEvents?: ((events: readonly OrganizationEvent[]) => void) | undefined;
  /** The file that the index is read from at the start. */
  readonly snapshot?: SnapshotOptions | undefined;
  /** Overrides the monotonic clock, for tests. */
  readonly clock?: MonotonicClock | undefined;
}

export interface MonotonicClock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const systemClock: MonotonicClock = {
  now: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => {}),
};

export interface RouteIndexSnapshot extends RouteSnapshot {
  readonly index: RouteIndex;
}

export const pollMs = 40;
/** The maximum share of time spent on polling. */
const pollShare = 1 / 4;
const eventBatchSize = 1000;

/**
 * Builds the routing index and keeps it in sync. Changes of this process are applied before they are acknowledged;
 * changes of other processes are found by polling the last event number of every organization and reading the
 * gap-free feeds from there.
 */
export class RouteIndexSync implements RouteSnapshotSource {
  readonly #store: Store;
  readonly #options: RouteIndexSyncOptions;
  readonly #clock: MonotonicClock;
  readonly #readers = new RouteIndexReaders();
  readonly #snapshots: IndexSnapshots | undefined;
  #isSnapshotRead = false;
  /** What to add to the clock for the readers' clock. */
  readonly #readersOffset: number;
  readonly #closing = new AbortController();
  readonly #built = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #cursor: FeedCursor | undefined;
  /** The last event numbers that this process committed while there was no index, by organization. */
  readonly #pending = new Map<OrganizationId, number>();
  /** The start of the last complete poll, on the monotonic clock. */
  #syncedAt = 0;
  /** The start of the oldest write whose outcome is unknown. */
  #uncertainSince: number | undefined;
  #uncertainCount = 0;
  /** The earliest time of the next build. */
  #nextBuildAt = Number.NEGATIVE_INFINITY;
  #isStale = false;

  constructor(store: Store, options: RouteIndexSyncOptions = {}) {
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#snapshots = options.snapshot && new IndexSnapshots(store.platform, options.snapshot);
    this.#readersOffset = options.clock ? 0 : sharedClockOffset().lower;
  }

  /** Starts to build the index and then polls until `close`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves after the first build. */
  get built(): Promise<void> {
    return this.#built.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    this.#readers.close();
    await this.#snapshots?.close(this.#cursor);
  }

  /** Makes a reader of this index for another thread: `new RouteIndexReader(handle)`. Ends with `close`. */
  openReader(): RouteIndexHandle {
    return this.#readers.open();
  }

  /** Undefined while there is no index. */
  get snapshot(): RouteIndexSnapshot | undefined {
    return this.#cursor && { index: this.#cursor.index, ageMs: this.#ageMs };
  }

  /**
   * Applies the events of a change that this process committed; `seq` is the number of the organization's last event
   * before it. Resolves when the index contains them. Never throws, because the change is committed: when the database
   * fails, the reported age shows that the index may lack the events; when the feed was rewritten, the index is built
   * again and lookups query the database meanwhile.
   */
  async applyLocalEvents(
    organizationId: OrganizationId,
    seq: number,
    events: readonly ChainedEvent[],
  ): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined) return this.#recordPending(organizationId, seq + events.length);
    try {
      if (cursor.seq(organizationId) < seq) await this.#readUpTo(cursor, organizationId, seq + events.length);
      else
        this.#apply(
          cursor,
          events.map((event) => ({ ...event, organizationId })),
        );
    } catch (error) {
      if (error instanceof FeedRewritten) this.#discard(cursor);
      else this.markUncertain(this.#syncedAt);
    }
  }

  /** Reports a write, started at `since`, of which it is unknown whether it was committed. */
  markUncertain(since: number): void {
    this.#uncertainSince = Math.min(since, this.#uncertainSince ?? since);
    this.#uncertainCount += 1;
    this.#readers.setCurrency(this.#currency);
  }

  get #currency(): Currency {
    const offset = this.#readersOffset;
    return {
      isBuilt: this.#cursor !== undefined,
      isShared: this.#store.isShared,
      syncedAt: this.#syncedAt + offset,
      uncertainSince: this.#uncertainSince === undefined ? undefined : this.#uncertainSince + offset,
    };
  }

  #setCursor(cursor: FeedCursor | undefined): void {
    this.#cursor = cursor;
    this.#readers.setIndex(cursor?.index, this.#currency);
  }

  /** 0 when no other process writes and every outcome is known. */
  get #ageMs(): number {
    if (this.#store.isShared) return this.#clock.now() - this.#syncedAt;
    return this.#uncertainSince === undefined ? 0 : this.#clock.now() - this.#uncertainSince;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#clock.wait(await this.#runOnce(), signal);
    }
  }

  /** Polls or builds; returns the pause before the next run, in milliseconds. */
  async #runOnce(): Promise<number> {
    const startedAt = this.#clock.now();
    const isBuild = this.#cursor === undefined;
    if (isBuild && startedAt < this.#nextBuildAt) return this.#nextBuildAt - startedAt;
    await this.#tryStep(startedAt);
    if (this.#cursor !== undefined) this.#snapshots?.writeIfDue(this.#cursor, startedAt);
    const endedAt = this.#clock.now();
    const pauseMs = Math.max(this.#pollMs, (endedAt - startedAt) / pollShare);
    if (!isBuild || this.#cursor === undefined) return pauseMs;
    // The next poll is soon, however long the build took; only the next build waits.
    this.#nextBuildAt = endedAt + pauseMs;
    return this.#pollMs;
  }

  get #pollMs(): number {
    return this.#options.pollMs ?? pollMs;
  }

  async #tryStep(startedAt: number): Promise<void> {
    try {
      await this.#step(startedAt);
      if (this.#isStale) this.#options.onRecovered?.();
      this.#isStale = false;
    } catch (error) {
      if (error instanceof FeedRewritten) this.#discard(this.#cursor);
      if (!this.#isStale && !this.#closing.signal.aborted) this.#options.onStale?.(error);
      this.#isStale = true;
    }
  }

  /** The next run builds the index again. */
  #discard(cursor: FeedCursor | undefined): void {
    if (this.#cursor === cursor) this.#setCursor(undefined);
  }

  async #step(startedAt: number): Promise<void> {
    if (this.#cursor === undefined) return this.#build(startedAt);
    if (!this.#store.isShared && this.#uncertainSince === undefined) return;
    const uncertainCount = this.#uncertainCount;
    await this.#catchUp(this.#cursor);
    this.#syncedAt = startedAt;
    if (this.#uncertainCount === uncertainCount) this.#uncertainSince = undefined;
    this.#readers.setCurrency(this.#currency);
  }

  async #build(startedAt: number): Promise<void> {
    this.#pending.clear();
    const cursor = (await this.#readSnapshot()) ?? (await this.#readTables());
    do await this.#catchUp(cursor);
    while (this.#hasPending(cursor));
    this.#syncedAt = startedAt;
    this.#setCursor(cursor);
    this.#built.resolve();
    this.#options.onBuilt?.(cursor.index.lines);
  }

  /** Only for the first index: one that was discarded must be built from the tables. */
  async #readSnapshot(): Promise<FeedCursor | undefined> {
    if (this.#snapshots === undefined || this.#isSnapshotRead) return undefined;
    const cursor = await this.#snapshots.load(this.#clock.now());
    try {
      if (cursor !== undefined) await this.#catchUp(cursor);
      this.#isSnapshotRead = true;
      return cursor;
    } catch (error) {
      if (!(error instanceof FeedRewritten)) throw error;
      this.#isSnapshotRead = true;
      this.#snapshots.ignore("the database has other events");
      return undefined;
    }
  }

  async #readTables(): Promise<FeedCursor> {
    const cursor = new FeedCursor(await this.#store.platform.primaryHeads());
    const { routes } = this.#store.platform;
    await fillIndex(cursor.index, routes, this.#closing.signal, this.#options.onProgress);
    return cursor;
  }

  #apply(cursor: FeedCursor, events: readonly OrganizationEvent[]): void {
    cursor.applyAll(events);
    if (events.some(({ kind }) => kind === "user.erased")) this.#snapshots?.discard();
  }

  #recordPending(organizationId: OrganizationId, seq: number): void {
    this.#pending.set(organizationId, Math.max(seq, this.#pending.get(organizationId) ?? 0));
  }

  #hasPending(cursor: FeedCursor): boolean {
    return [...this.#pending].some(([organizationId, seq]) => cursor.seq(organizationId) < seq);
  }

  /** Applies everything that was committed before the call. */
  async #catchUp(cursor: FeedCursor): Promise<void> {
    const poll = cursor.beginPoll();
    const heads = await this.#store.platform.primaryHeads();
    let behind = heads.filter((head) => cursor.isBehind(head, poll));
    while (behind.length > 0) {
      await this.#readMore(cursor, behind);
      behind = behind.filter(({ organizationId, seq }) => cursor.seq(organizationId) < seq);
    }
  }

  async #readUpTo(cursor: FeedCursor, organizationId: OrganizationId, seq: number): Promise<void> {
    while (cursor.seq(organizationId) < seq) await this.#readMore(cursor, [{ organizationId }]);
  }

  /** Reads the next events. Throws FeedRewritten when there are none, although the heads are further. */
  async #readMore(
    cursor: FeedCursor,
    organizations: readonly Pick<OrganizationHead, "organizationId">[],
  ): Promise<void> {
    const positions = organizations.map(({ organizationId }) => cursor.position(organizationId));
    const before = positions.map(({ organizationId }) => cursor.seq(organizationId));
    const events = await this.#store.platform.eventsFrom(positions, eventBatchSize);
    this.#apply(cursor, events);
    this.#options.onEvents?.(events);
    const hasProgress = positions.some(
      ({ organizationId }, index) => cursor.seq(organizationId) > (before[index] ?? 0),
    );
    if (!hasProgress) throw new FeedRewritten();
  }
}
