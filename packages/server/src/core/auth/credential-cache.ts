import { StorageUnavailable } from "../../storage/store.ts";
import type { StaleOptions } from "./authentication.ts";
import { CredentialEpochs } from "./credential-epochs.ts";

/** How long an entry is fresh: another process may change the record at any time. */
const ageMaxMs = 1000;
const sizeMax = 10_000;

/** How long a stale entry may be served while the database is unavailable. */
const staleMaxMs = 60 * 60 * 1000;
/** The timeout after which the database counts as unavailable, and for how long no query is sent then. */
const databaseTimeoutMs = 1000;

interface CacheEntry {
  readonly value: object;
  /** The ids of the records that the value depends on. */
  readonly recordIds: readonly string[];
  /** The start of the query that loaded it, on the monotonic clock. */
  readonly loadedAt: number;
  /** The query in flight that will replace this entry. */
  refresh?: Promise<unknown>;
  /** Set when the database was unavailable. */
  skipDatabaseUntil?: number;
}

type RecordIdsOf<T> = (value: T) => readonly string[];

/**
 * Caches credentials and organizations for one second. A change by this process calls `invalidate` before it is
 * acknowledged, so that a revocation is effective for every later request to this process. Entries that a change does
 * not concern are kept, because they must outlast the database. Missing records are not cached: an unknown credential
 * is looked up each time.
 */
export class CredentialCache {
  /** Empties the caches of other threads. */
  readonly epochs = new CredentialEpochs();
  readonly #entries = new Map<string, CacheEntry>();
  #generation = 0;

  /** `recordIdsOf` returns the ids of the records whose change makes the value stale. */
  async get<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
    recordIdsOf: RecordIdsOf<T>,
  ): Promise<T | undefined> {
    const loadedAt = performance.now();
    const entry = this.#entries.get(name);
    if (entry !== undefined && loadedAt - entry.loadedAt < ageMaxMs) return entry.value as T;
    return this.#load(name, load, recordIdsOf, loadedAt);
  }

  /**
   * Like `get`, but serves an entry for up to an hour while the database is unavailable, for requests that need no
   * database otherwise. Waits at most one second when there is an entry. With `maxAgeMs`, an entry that is older is
   * loaded again.
   */
  async getOrServeStale<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
    recordIdsOf: RecordIdsOf<T>,
    maxAgeMs = ageMaxMs,
  ): Promise<T | undefined> {
    const cached = this.#find<T>(name, { maxAgeMs, serveStale: true });
    if (cached !== undefined) return cached;
    const loadedAt = performance.now();
    const entry = this.#entries.get(name);
    if (entry === undefined || loadedAt - entry.loadedAt > staleMaxMs)
      return this.#load(name, load, recordIdsOf, loadedAt);
    entry.refresh ??= this.#load(name, load, recordIdsOf, loadedAt).finally(() => {
      delete entry.refresh;
    });
    const value = await orUnavailable(entry.refresh as Promise<T | undefined>, waitMsFor(entry, loadedAt));
    if (value !== unavailable) return value;
    entry.skipDatabaseUntil = performance.now() + databaseTimeoutMs;
    // This process has invalidated the entry since.
    if (this.#entries.get(name) !== entry)
      throw new StorageUnavailable("The credential cannot be looked up.");
    return entry.value as T;
  }

  /** What `get`, or with `serveStale` `getOrServeStale`, returns without a query; undefined when the database must be queried. */
  getFromCache<T extends object>(name: string, { serveStale = false }: StaleOptions = {}): T | undefined {
    return this.#find(name, { maxAgeMs: ageMaxMs, serveStale });
  }

  /** For how long `getFromCache` with `serveStale` still returns the entry, if nothing invalidates it; 0 when it does not. */
  usableForMs(name: string): number {
    const entry = this.#entries.get(name);
    if (entry === undefined) return 0;
    const { loadedAt, skipDatabaseUntil = loadedAt } = entry;
    const until = Math.max(loadedAt + ageMaxMs, Math.min(skipDatabaseUntil, loadedAt + staleMaxMs));
    return Math.max(0, until - performance.now());
  }

  /** Removes the entries that depend on one of the records. */
  invalidate(recordIds: ReadonlySet<string>): void {
    this.#generation += 1;
    for (const [name, entry] of this.#entries)
      if (entry.recordIds.some((id) => recordIds.has(id))) this.#entries.delete(name);
    this.epochs.raise(recordIds);
  }

  invalidateAll(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.epochs.raiseAll();
  }

  #find<T extends object>(
    name: string,
    { maxAgeMs, serveStale }: { readonly maxAgeMs: number; readonly serveStale: boolean },
  ): T | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const at = performance.now();
    const ageMs = at - entry.loadedAt;
    const isUsable =
      ageMs < maxAgeMs || (serveStale && ageMs <= staleMaxMs && at < (entry.skipDatabaseUntil ?? 0));
    return isUsable ? (entry.value as T) : undefined;
  }

  async #load<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
    recordIdsOf: RecordIdsOf<T>,
    loadedAt: number,
  ): Promise<T | undefined> {
    const generation = this.#generation;
    const value = await load();
    // The value may be from before an invalidation, so it must not be cached.
    if (generation !== this.#generation) return value;
    if (value === undefined) this.#entries.delete(name);
    else this.#keep(name, { value, recordIds: recordIdsOf(value), loadedAt });
    return value;
  }

  #keep(name: string, entry: CacheEntry): void {
    if (this.#entries.size >= sizeMax) this.#entries.clear();
    this.#entries.set(name, entry);
  }
}

/** No wait just after a timeout. */
const waitMsFor = ({ skipDatabaseUntil = Number.NEGATIVE_INFINITY }: CacheEntry, loadedAt: number): number =>
  loadedAt < skipDatabaseUntil + databaseTimeoutMs ? 0 : databaseTimeoutMs;

const unavailable = Symbol("database unavailable");

/** Resolves with `unavailable` after the timeout or a StorageUnavailable; rejects with every other error. */
function orUnavailable<T>(loaded: Promise<T>, waitMs: number): Promise<T | typeof unavailable> {
  const { promise, resolve, reject } = Promise.withResolvers<T | typeof unavailable>();
  const timer = setTimeout(resolve, waitMs, unavailable);
  loaded
    .then(resolve, (error) => (error instanceof StorageUnavailable ? resolve(unavailable) : reject(error)))
    .finally(() => clearTimeout(timer));
  return promise;
}
