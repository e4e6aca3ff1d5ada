import type { KeyUse, Platform, SessionUse, Store } from "../../storage/store.ts";

/** How many uses one transaction stores. */
const batchSize = 100;

/** Remembers when credentials were used, so that a request does not write. `store` writes what was remembered. */
class CredentialUses<Use extends { readonly at: number }> {
  readonly #idOf: (use: Use) => string;
  readonly #write: (platform: Platform, uses: readonly Use[]) => Promise<void>;
  #uses = new Map<string, Use>();

  constructor(
    idOf: (use: Use) => string,
    write: (platform: Platform, uses: readonly Use[]) => Promise<void>,
  ) {
    this.#idOf = idOf;
    this.#write = write;
  }

  record(use: Use): void {
    this.#uses.set(this.#idOf(use), use);
  }

  /** The last use that is not stored yet. */
  lastUseOf(id: string): number | undefined {
    return this.#uses.get(id)?.at;
  }

  /** Stores the uses since the last call. Those that cannot be stored are kept for the next call. */
  async store({ platform }: Store): Promise<void> {
    const uses = [...this.#uses.values()];
    this.#uses = new Map();
    for (let start = 0; start < uses.length; start += batchSize) {
      try {
        await this.#write(platform, uses.slice(start, start + batchSize));
      } catch (error) {
        const missed = uses.slice(start).map((use) => [this.#idOf(use), use] as const);
        this.#uses = new Map([...missed, ...this.#uses]);
        throw error;
      }
    }
  }
}

export type KeyUses = CredentialUses<KeyUse>;
export const createKeyUses = (): KeyUses =>
  new CredentialUses(
    ({ keyId }) => keyId,
    (platform, uses) => platform.recordKeyUse(uses),
  );

export type SessionUses = CredentialUses<SessionUse>;
export const createSessionUses = (): SessionUses =>
  new CredentialUses(
    ({ sessionId }) => sessionId,
    (platform, uses) => platform.recordSessionUse(uses),
  );
