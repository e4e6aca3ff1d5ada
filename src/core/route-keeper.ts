import { setTimeout } from "node:timers/promises";
import type { Event, Id } from "../model.ts";
import type { RouteIndex } from "../routing/route-index.ts";
import type { OrganizationHead, Store } from "../storage/store.ts";
import { fillIndex, type OnRead } from "./route-filling.ts";
import { FeedRewritten, RouteView } from "./route-view.ts";

/** How seldom the keeper looks, and whom it tells how it fares. */
export interface KeeperOptions {
  /** How long after one look for other processes' changes the next begins; longer where a look takes long. */
  readonly pollMs?: number | undefined;
  /** So many records of a kind are read; called at each portion of an index that is being built. */
  readonly onRead?: OnRead | undefined;
  readonly onBuilt?: ((lines: number) => void) | undefined;
  /** The database does not answer, or not as it should; once for each time that it begins. */
  readonly onLost?: ((cause: unknown) => void) | undefined;
  readonly onFound?: (() => void) | undefined;
}

/** An index, and how old its answers may be. */
export interface Knowledge {
  readonly index: RouteIndex;
  readonly ageMs: number;
}

const pollMs = 40;
/** The share of its time that a process spends on looking, at most. */
const pollShare = 1 / 4;
const eventsAtOnce = 1000;

/**
 * Keeps the index true. What this process commits goes in before anybody is told of it; what others commit is
 * found by asking for every organization's last event, and read from the feeds, which have no gaps.
 */
export class RouteKeeper {
  readonly #store: Store;
  readonly #options: KeeperOptions;
  readonly #closing = new AbortController();
  readonly #built = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #view: RouteView | undefined;
  /** The last events that this process committed while there was no index. */
  readonly #heard = new Map<Id, number>();
  /** When the last look that found everything began, on a clock that nobody sets. */
  #knownAt = 0;
  #doubtedSince: number | undefined;
  #doubts = 0;
  /** Earlier than this no index is built anew. */
  #mayBuildAt = Number.NEGATIVE_INFINITY;
  #isLost = false;

  constructor(store: Store, options: KeeperOptions = {}) {
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
  get knowledge(): Knowledge | undefined {
    return this.#view && { index: this.#view.index, ageMs: this.#ageMs };
  }

  /**
   * This process has committed a change: `seq` was the organization's last event before it, `events` are its own.
   * Resolves when the index has them. Where the database fails just now, the age of the answers says that
   * something is missing.
   */
  async learn(organizationId: Id, seq: number, events: readonly Event[]): Promise<void> {
    const view = this.#view;
    if (view === undefined) this.#hear(organizationId, seq + events.length);
    else if (view.seq(organizationId) < seq) await this.#readUpTo(view, organizationId, seq + events.length);
    else for (const event of events) view.apply(organizationId, event);
  }

  /** A change of this process, begun at `since`, may have been committed or not. */
  doubt(since: number): void {
    this.#doubtedSince = Math.min(since, this.#doubtedSince ?? since);
    this.#doubts += 1;
  }

  /** What nobody else writes is known at once. */
  get #ageMs(): number {
    if (this.#store.isShared) return performance.now() - this.#knownAt;
    return this.#doubtedSince === undefined ? 0 : performance.now() - this.#doubtedSince;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const waitMs = await this.#turn();
      await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Looks, or builds; gives how long to wait for the next turn. */
  async #turn(): Promise<number> {
    const began = performance.now();
    const isBuild = this.#view === undefined;
    if (isBuild && began < this.#mayBuildAt) return this.#mayBuildAt - began;
    await this.#try(began);
    const ended = performance.now();
    const pauseMs = Math.max(this.#pollMs, (ended - began) / pollShare);
    if (!isBuild || this.#view === undefined) return pauseMs;
    // What others have committed meanwhile is looked for soon, however long the build took. Only another build waits.
    this.#mayBuildAt = ended + pauseMs;
    return this.#pollMs;
  }

  get #pollMs(): number {
    return this.#options.pollMs ?? pollMs;
  }

  async #try(began: number): Promise<void> {
    try {
      await this.#step(began);
      if (this.#isLost) this.#options.onFound?.();
      this.#isLost = false;
    } catch (error) {
      if (error instanceof FeedRewritten) this.#view = undefined;
      if (!this.#isLost && !this.#closing.signal.aborted) this.#options.onLost?.(error);
      this.#isLost = true;
    }
  }

  async #step(began: number): Promise<void> {
    if (this.#view === undefined) return this.#build(began);
    if (!this.#store.isShared && this.#doubtedSince === undefined) return;
    const doubts = this.#doubts;
    await this.#catchUp(this.#view);
    this.#knownAt = began;
    if (this.#doubts === doubts) this.#doubtedSince = undefined;
  }

  async #build(began: number): Promise<void> {
    this.#heard.clear();
    const view = new RouteView(await this.#store.platform.heads());
    await fillIndex(view.index, this.#store.platform.routes, this.#closing.signal, this.#options.onRead);
    do await this.#catchUp(view);
    while (this.#hasHeardMore(view));
    this.#knownAt = began;
    this.#view = view;
    this.#built.resolve();
    this.#options.onBuilt?.(view.index.lines);
  }

  #hear(organizationId: Id, seq: number): void {
    this.#heard.set(organizationId, Math.max(seq, this.#heard.get(organizationId) ?? 0));
  }

  #hasHeardMore(view: RouteView): boolean {
    return [...this.#heard].some(([organizationId, seq]) => view.seq(organizationId) < seq);
  }

  /** Takes in all that was committed before this was called. */
  async #catchUp(view: RouteView): Promise<void> {
    const look = view.look();
    const heads = await this.#store.platform.heads();
    let behind = heads.filter((head) => view.isBehind(head, look));
    while (behind.length > 0) {
      await this.#readMore(view, behind);
      behind = behind.filter(({ organizationId, seq }) => view.seq(organizationId) < seq);
    }
  }

  async #readUpTo(view: RouteView, organizationId: Id, seq: number): Promise<void> {
    try {
      while (view.seq(organizationId) < seq) await this.#readMore(view, [{ organizationId }]);
    } catch {
      this.doubt(this.#knownAt);
    }
  }

  /** Throws where there is nothing more, though there must be. */
  async #readMore(
    view: RouteView,
    organizations: readonly Pick<OrganizationHead, "organizationId">[],
  ): Promise<void> {
    const places = organizations.map(({ organizationId }) => view.place(organizationId));
    const before = places.map(({ organizationId }) => view.seq(organizationId));
    const events = await this.#store.platform.eventsFrom(places, eventsAtOnce);
    for (const event of events) view.apply(event.organizationId, event);
    const isMore = places.some(
      ({ organizationId }, index) => view.seq(organizationId) > (before[index] ?? 0),
    );
    if (!isMore) throw new FeedRewritten();
  }
}
