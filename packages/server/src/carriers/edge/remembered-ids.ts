export interface RememberedIdsOptions {
  /** The oldest are forgotten beyond this number. */
  readonly countMax: number;
  /** In milliseconds. */
  readonly keptMs: number;
}

interface Sight {
  readonly at: number;
  readonly content: string;
}

/** Ids that were seen in the last time, at most `countMax` of them. Memory of this process only. */
export class RememberedIds {
  readonly #options: RememberedIdsOptions;
  /** The first sight of each, oldest first. */
  readonly #seen = new Map<string, Sight>();

  constructor(options: RememberedIdsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Remembers the id with what it came with. Returns whether it is new, or has come with the same or something else. */
  add(id: string, now: number, content = ""): "new" | "same" | "other" {
    this.#forget(now);
    const sight = this.#seen.get(id);
    if (sight !== undefined) return sight.content === content ? "same" : "other";
    this.#seen.set(id, { at: now, content });
    return "new";
  }

  #forget(now: number): void {
    const { countMax, keptMs } = this.#options;
    for (const [id, { at }] of this.#seen) {
      if (this.#seen.size < countMax && now - at < keptMs) return;
      this.#seen.delete(id);
    }
  }
}
