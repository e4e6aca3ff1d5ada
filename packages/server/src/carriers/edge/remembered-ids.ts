export interface RememberedIdsOptions {
  /** The oldest are forgotten beyond this number. */
  readonly countMax: number;
  /** In milliseconds. */
  readonly keptMs: number;
}

/** Ids that were seen in the last time, at most `countMax` of them. Memory of this process only. */
export class RememberedIds {
  readonly #options: RememberedIdsOptions;
  /** The time of the first sight, oldest first. */
  readonly #seenAt = new Map<string, number>();

  constructor(options: RememberedIdsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#seenAt.size;
  }

  /** Remembers the id. Returns whether it was new. */
  add(id: string, now: number): boolean {
    this.#forget(now);
    if (this.#seenAt.has(id)) return false;
    this.#seenAt.set(id, now);
    return true;
  }

  #forget(now: number): void {
    const { countMax, keptMs } = this.#options;
    for (const [id, at] of this.#seenAt) {
      if (this.#seenAt.size < countMax && now - at < keptMs) return;
      this.#seenAt.delete(id);
    }
  }
}
