import type { ApiKeyId } from "../../model.ts";
import type { KeyUse, Store } from "../../storage/store.ts";

/** How many keys one transaction stores. */
const batchSize = 100;

/** Remembers when API keys were used, so that a request does not write. `store` writes what was remembered. */
export class KeyUses {
  #uses = new Map<ApiKeyId, KeyUse>();

  record(use: KeyUse): void {
    this.#uses.set(use.keyId, use);
  }

  /** Stores the uses since the last call. Those that cannot be stored are kept for the next call. */
  async store({ platform }: Store): Promise<void> {
    const uses = [...this.#uses.values()];
    this.#uses = new Map();
    for (let start = 0; start < uses.length; start += batchSize) {
      try {
        await platform.recordKeyUse(uses.slice(start, start + batchSize));
      } catch (error) {
        const missed = uses.slice(start).map((use) => [use.keyId, use] as const);
        this.#uses = new Map([...missed, ...this.#uses]);
        throw error;
      }
    }
  }
}
