import type { OrganizationId } from "../../model.ts";

/** A feed that a reader watches for changes. */
export interface FeedWatch {
  /** Increases when the feed has changed. Must be read before the feed, so that no change is missed. */
  readonly version: number;
  /**
   * Resolves to true once the version is not `seen` or the signal is aborted, and to false after `timeoutMs`.
   */
  changed(seen: number, timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  /** Must be called once the reader has finished. */
  close(): void;
}

/** Returns text that differs whenever the feed has changed. */
export type ReadHead = () => Promise<string>;

const allFeeds = "all";

/**
 * Wakes the readers of the change feeds. Commits of this process are notified; commits of other processes are found by
 * one poll per feed, which all its readers share. A missed notification delays an event and never loses it.
 */
export class CommitNotifier {
  readonly #feeds = new Map<string, WatchedFeed>();
  readonly #listeners = new Set<() => void>();

  notify(organizationId: OrganizationId): void {
    for (const listener of this.#listeners) listener();
    for (const key of [organizationId, allFeeds]) this.#feeds.get(key)?.check();
  }

  /** Calls the listener after each commit of this process, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Watches the feed of an organization, or of all. The first reader's `readHead` and `pollMs` are used. */
  watch(organizationId: OrganizationId | undefined, readHead: ReadHead, pollMs: number): FeedWatch {
    const key = organizationId ?? allFeeds;
    const feed = this.#feeds.get(key) ?? new WatchedFeed(readHead, pollMs, () => this.#feeds.delete(key));
    this.#feeds.set(key, feed);
    feed.addReader();
    return feed;
  }
}

class WatchedFeed implements FeedWatch {
  readonly #readHead: ReadHead;
  readonly #pollMs: number;
  readonly #onUnused: () => void;
  readonly #waiting = new Set<() => void>();
  #readers = 0;
  #head: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReading = false;
  #hasCommitted = false;
  version = 0;

  constructor(readHead: ReadHead, pollMs: number, onUnused: () => void) {
    this.#readHead = readHead;
    this.#pollMs = pollMs;
    this.#onUnused = onUnused;
  }

  addReader(): void {
    this.#readers += 1;
    if (this.#readers === 1) this.check();
  }

  close(): void {
    this.#readers -= 1;
    if (this.#readers > 0) return;
    clearTimeout(this.#timer);
    this.#onUnused();
  }

  async changed(seen: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.version !== seen) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = () => resolve(true);
    const timer = setTimeout(resolve, timeoutMs, false);
    signal.addEventListener("abort", wake, { once: true });
    this.#waiting.add(wake);
    const isChanged = await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
    this.#waiting.delete(wake);
    return isChanged;
  }

  /** Reads the head now, or again after the read that is in progress. */
  check(): void {
    clearTimeout(this.#timer);
    this.#hasCommitted = this.#isReading;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    // After a failure the readers run into the error themselves, or find that the feed can be read again.
    const head = await this.#readHead().catch(() => undefined);
    this.#isReading = false;
    if (head === undefined || head !== this.#head) this.#wake();
    this.#head = head;
    if (this.#readers === 0) return;
    if (this.#hasCommitted) this.check();
    else this.#timer = setTimeout(() => this.check(), this.#pollMs);
  }

  #wake(): void {
    this.version += 1;
    for (const wake of this.#waiting) wake();
  }
}
