import { StorageUnavailable } from "../../storage/store.ts";

/** How old an answer may be: another process may have changed what it says. */
const ageMaxMs = 1000;
const sizeMax = 10_000;

/** How long an answer may serve on while the database gives none. */
const staleMaxMs = 60 * 60 * 1000;
/** How long the database is waited for before it is taken to be away, and how long it is then left alone. */
const databaseTimeoutMs = 1000;

interface CacheEntry {
  readonly value: object;
  /** When its look-up began, on a clock that nobody sets. */
  readonly loadedAt: number;
  /** The look-up that is to take its place. */
  refresh?: Promise<unknown>;
  /** Set once the database was away: until then it is not asked again. */
  skipDatabaseUntil?: number;
}

/**
 * What the database said of credentials and organizations less than a second ago. Whoever has changed one calls
 * `forget` before he tells anybody, so that a revocation by this process holds for every request that follows it.
 * Only what exists is kept: a wrong credential is looked up each time.
 */
export class CredentialCache {
  readonly #entries = new Map<string, CacheEntry>();
  #generation = 0;

  async get<T extends object>(name: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const loadedAt = performance.now();
    const entry = this.#entries.get(name);
    if (entry !== undefined && loadedAt - entry.loadedAt < ageMaxMs) return entry.value as T;
    return this.#load(name, load, loadedAt);
  }

  /**
   * The same, but while the database is away its last answer is good for an hour: for what is answered from memory.
   * Nobody waits longer than a second.
   */
  async getOrServeStale<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const recalled = this.getFromCache<T>(name);
    if (recalled !== undefined) return recalled;
    const loadedAt = performance.now();
    const entry = this.#entries.get(name);
    if (entry === undefined || loadedAt - entry.loadedAt > staleMaxMs)
      return this.#load(name, load, loadedAt);
    entry.refresh ??= this.#load(name, load, loadedAt).finally(() => {
      delete entry.refresh;
    });
    const answer = await orUnavailable(entry.refresh as Promise<T | undefined>, waitMsFor(entry, loadedAt));
    if (answer !== unavailable) return answer;
    entry.skipDatabaseUntil = performance.now() + databaseTimeoutMs;
    // A change that this process made meanwhile has taken it out.
    if (this.#entries.get(name) !== entry) throw new StorageUnavailable("the credential cannot be looked up");
    return entry.value as T;
  }

  /** What `getThroughOutage` would give at once; undefined where the database must be asked. */
  getFromCache<T extends object>(name: string): T | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const at = performance.now();
    const ageMs = at - entry.loadedAt;
    const isGood = ageMs < ageMaxMs || (ageMs <= staleMaxMs && at < (entry.skipDatabaseUntil ?? 0));
    return isGood ? (entry.value as T) : undefined;
  }

  invalidate(): void {
    this.#generation += 1;
    this.#entries.clear();
  }

  async #load<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
    loadedAt: number,
  ): Promise<T | undefined> {
    const changes = this.#generation;
    const value = await load();
    // What was read before a change must not be kept after it.
    if (changes !== this.#generation) return value;
    if (value === undefined) this.#entries.delete(name);
    else this.#keep(name, { value, loadedAt });
    return value;
  }

  #keep(name: string, entry: CacheEntry): void {
    if (this.#entries.size >= sizeMax) this.#entries.clear();
    this.#entries.set(name, entry);
  }
}

/** Nobody waits again just after somebody has waited in vain. */
const waitMsFor = ({ skipDatabaseUntil = Number.NEGATIVE_INFINITY }: CacheEntry, loadedAt: number): number =>
  loadedAt < skipDatabaseUntil + databaseTimeoutMs ? 0 : databaseTimeoutMs;

const unavailable = Symbol("the database is away");

/** Only an absence of the database is outlasted; every other failure is one. */
function orUnavailable<T>(answer: Promise<T>, waitMs: number): Promise<T | typeof unavailable> {
  const { promise, resolve, reject } = Promise.withResolvers<T | typeof unavailable>();
  const timer = setTimeout(resolve, waitMs, unavailable);
  answer
    .then(resolve, (error) => (error instanceof StorageUnavailable ? resolve(unavailable) : reject(error)))
    .finally(() => clearTimeout(timer));
  return promise;
}
