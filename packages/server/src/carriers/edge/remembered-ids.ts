import { hash } from "node:crypto";

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

/**
 * Ids that were seen in the last time, at most `countMax` of them. Memory of this process only. Hashes are kept: a sender
 * decides how long an id is, and a text that was cut from a body keeps that body in memory.
 */
export class RememberedIds {
  readonly #options: RememberedIdsOptions;
  /** The first sight of each hash, oldest first. */
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
    const key = hash("sha256", id, "base64");
    const sight = this.#seen.get(key);
    if (sight !== undefined) return sight.content === content ? "same" : "other";
    this.#seen.set(key, { at: now, content });
    return "new";
  }

  #forget(now: number): void {
    const { countMax, keptMs } = this.#options;
    for (const [key, { at }] of this.#seen) {
      if (this.#seen.size < countMax && now - at < keptMs) return;
      this.#seen.delete(key);
    }
  }
}
