import { tooManyStreams } from "./errors.ts";

/** Maximum numbers of open streams. */
export interface StreamLimits {
  readonly perCredential: number;
  /** Of all credentials that read the feed of one organization. */
  readonly perOrganization: number;
  readonly total: number;
}

export const defaultStreamLimits: StreamLimits = { perCredential: 10, perOrganization: 50, total: 1000 };

/** Counts the open event streams, or exports, of this process. */
export class StreamSlots {
  readonly #limits: StreamLimits;
  readonly #tooMany: typeof tooManyStreams;
  readonly #credentials = new Map<string, number>();
  readonly #organizations = new Map<string, number>();
  #total = 0;

  constructor(limits: StreamLimits, tooMany = tooManyStreams) {
    this.#limits = limits;
    this.#tooMany = tooMany;
  }

  /** Counts a stream and returns the function that ends its count. Throws when a limit is reached. */
  take(credentialId: string, organizationId: string): () => void {
    const { perCredential, perOrganization, total } = this.#limits;
    if (countOf(this.#credentials, credentialId) >= perCredential)
      throw this.#tooMany("this credential", perCredential);
    if (countOf(this.#organizations, organizationId) >= perOrganization)
      throw this.#tooMany("this organization", perOrganization);
    if (this.#total >= total) throw this.#tooMany("this server", total);
    this.#add(credentialId, organizationId, 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.#add(credentialId, organizationId, -1);
      isOpen = false;
    };
  }

  #add(credentialId: string, organizationId: string, difference: 1 | -1): void {
    addTo(this.#credentials, credentialId, difference);
    addTo(this.#organizations, organizationId, difference);
    this.#total += difference;
  }
}

const countOf = (counts: ReadonlyMap<string, number>, key: string): number => counts.get(key) ?? 0;

function addTo(counts: Map<string, number>, key: string, difference: number): void {
  const count = countOf(counts, key) + difference;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
