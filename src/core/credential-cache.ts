import { StorageUnavailable } from "../storage/store.ts";

/** How old an answer may be: another process may have changed what it says. */
const ageMaxMs = 1000;
const sizeMax = 10_000;

/** How long an answer may serve on while the database gives none. */
const outageMaxMs = 60 * 60 * 1000;
/** How long the database is waited for before it is taken to be away, and how long it is then left alone. */
const patienceMs = 1000;

interface Known {
  readonly value: object;
  /** When its look-up began, on a clock that nobody sets. */
  readonly askedAt: number;
  /** The look-up that is to take its place. */
  renewal?: Promise<unknown>;
  /** Set once the database was away: until then it is not asked again. */
  awayUntil?: number;
}

/**
 * What the database said of credentials and organizations less than a second ago. Whoever has changed one calls
 * `forget` before he tells anybody, so that a revocation by this process holds for every request that follows it.
 * Only what exists is kept: a wrong credential is looked up each time.
 */
export class CredentialCache {
  readonly #known = new Map<string, Known>();
  #changes = 0;

  async get<T extends object>(name: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const askedAt = performance.now();
    const known = this.#known.get(name);
    if (known !== undefined && askedAt - known.askedAt < ageMaxMs) return known.value as T;
    return this.#load(name, load, askedAt);
  }

  /**
   * The same, but while the database is away its last answer is good for an hour: for what is answered from memory.
   * Nobody waits longer than a second.
   */
  async getThroughOutage<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const recalled = this.recallThroughOutage<T>(name);
    if (recalled !== undefined) return recalled;
    const askedAt = performance.now();
    const known = this.#known.get(name);
    if (known === undefined || askedAt - known.askedAt > outageMaxMs) return this.#load(name, load, askedAt);
    known.renewal ??= this.#load(name, load, askedAt).finally(() => {
      delete known.renewal;
    });
    const answer = await orAway(known.renewal as Promise<T | undefined>, waitMsFor(known, askedAt));
    if (answer !== away) return answer;
    known.awayUntil = performance.now() + patienceMs;
    // A change that this process made meanwhile has taken it out.
    if (this.#known.get(name) !== known) throw new StorageUnavailable("the credential cannot be looked up");
    return known.value as T;
  }

  /** What `getThroughOutage` would give at once; undefined where the database must be asked. */
  recallThroughOutage<T extends object>(name: string): T | undefined {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    const at = performance.now();
    const ageMs = at - known.askedAt;
    const isGood = ageMs < ageMaxMs || (ageMs <= outageMaxMs && at < (known.awayUntil ?? 0));
    return isGood ? (known.value as T) : undefined;
  }

  forget(): void {
    this.#changes += 1;
    this.#known.clear();
  }

  async #load<T extends object>(
    name: string,
    load: () => Promise<T | undefined>,
    askedAt: number,
  ): Promise<T | undefined> {
    const changes = this.#changes;
    const value = await load();
    // What was read before a change must not be kept after it.
    if (changes !== this.#changes) return value;
    if (value === undefined) this.#known.delete(name);
    else this.#keep(name, { value, askedAt });
    return value;
  }

  #keep(name: string, known: Known): void {
    if (this.#known.size >= sizeMax) this.#known.clear();
    this.#known.set(name, known);
  }
}

/** Nobody waits again just after somebody has waited in vain. */
const waitMsFor = ({ awayUntil = Number.NEGATIVE_INFINITY }: Known, askedAt: number): number =>
  askedAt < awayUntil + patienceMs ? 0 : patienceMs;

const away = Symbol("the database is away");

/** Only an absence of the database is outlasted; every other failure is one. */
function orAway<T>(answer: Promise<T>, waitMs: number): Promise<T | typeof away> {
  const { promise, resolve, reject } = Promise.withResolvers<T | typeof away>();
  const timer = setTimeout(resolve, waitMs, away);
  answer
    .then(resolve, (error) => (error instanceof StorageUnavailable ? resolve(away) : reject(error)))
    .finally(() => clearTimeout(timer));
  return promise;
}
