/** How old an answer may be: another process may have changed what it says. */
const ageMaxMs = 1000;
const sizeMax = 10_000;

interface Known {
  readonly value: object;
  /** When its look-up began, on a clock that nobody sets. */
  readonly askedAt: number;
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
    const changes = this.#changes;
    const value = await load();
    // What was read before a change must not be kept after it.
    if (value !== undefined && changes === this.#changes) this.#keep(name, { value, askedAt });
    return value;
  }

  forget(): void {
    this.#changes += 1;
    this.#known.clear();
  }

  #keep(name: string, known: Known): void {
    if (this.#known.size >= sizeMax) this.#known.clear();
    this.#known.set(name, known);
  }
}
