import { LRUCache } from "lru-cache";
import type { OrganizationId } from "../../model.ts";
import type { Store } from "../../storage/store.ts";

export const cachedKinds = ["user", "number", "organization"] as const;
export type CachedKind = (typeof cachedKinds)[number];

/** The time span in which a record looks the same while it does not change: from `from` until before `until`. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

export const validAlways: Validity = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** A record of the cache. */
export interface CachedRecord<Value extends object> {
  readonly value: Value;
  /** What an API derives from the value, kept as long as the value. About as large as the value's JSON. */
  rendition?: object;
}

interface Entry extends CachedRecord<object> {
  readonly name: string;
  readonly organization: CachedOrganization;
  readonly validity: Validity;
  readonly bytes: number;
}

/** The entries of an organization since its last commit. */
interface CachedOrganization {
  /** False once a commit of the organization is visible. */
  isCurrent: boolean;
  readonly names: Set<string>;
}

/** Keeps a record, unless a commit of the organization became visible since the read began. */
export type KeepRecord = (kind: CachedKind, reference: string, value: object, validity?: Validity) => void;

export interface RecordCacheLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
}

const defaultLimits: RecordCacheLimits = { entriesMax: 20_000, bytesMax: 32 * 1024 * 1024 };

export interface RecordCacheStats {
  readonly entries: number;
  /** Estimated. */
  readonly bytes: number;
  readonly hits: Readonly<Record<CachedKind, number>>;
  readonly misses: Readonly<Record<CachedKind, number>>;
}

/**
 * Caches records as single reads return them. Every commit of an organization removes all its records in the turn of
 * the event loop in which the commit becomes visible, so that a cached record equals what the database would return.
 * Two rules ensure it: a commit removes the records before any read can see it, and a record whose read began before
 * a commit is not kept. Without `onCommit`, other processes may write, and nothing is cached.
 */
export class RecordCache {
  /** Without it nothing is cached. */
  readonly isEnabled: boolean;
  readonly #limits: RecordCacheLimits;
  readonly #organizations: LRUCache<OrganizationId, CachedOrganization>;
  readonly #entries: LRUCache<string, Entry>;
  readonly #hits = countersByKind();
  readonly #misses = countersByKind();

  constructor(onCommit: Store["onCommit"], limits = defaultLimits) {
    this.isEnabled = onCommit !== undefined;
    this.#limits = limits;
    this.#organizations = new LRUCache({
      max: limits.entriesMax,
      dispose: (organization) => this.#removeAll(organization),
    });
    this.#entries = new LRUCache({
      max: limits.entriesMax,
      maxSize: limits.bytesMax,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: ({ organization, name }) => organization.names.delete(name),
    });
    onCommit?.((id) => {
      if (id === undefined) this.#organizations.clear();
      else this.#organizations.delete(id);
    });
  }

  /** Must be called before the first query of the read. */
  startRead(organizationId: OrganizationId): KeepRecord {
    if (!this.isEnabled) return () => {};
    const organization = this.#organizationOf(organizationId);
    return (kind, reference, value, validity = validAlways) => {
      const name = nameOf(organizationId, kind, reference);
      if (organization.isCurrent) this.#keep({ name, organization, value, validity, bytes: bytesOf(value) });
    };
  }

  /** Returns undefined when the database must be queried. `at` is the time of the request. */
  find<Value extends object>(
    organizationId: OrganizationId,
    kind: CachedKind,
    reference: string,
    at: number,
  ): CachedRecord<Value> | undefined {
    if (!this.isEnabled) return undefined;
    const entry = this.#entries.get(nameOf(organizationId, kind, reference));
    const found = entry !== undefined && isValidAt(entry.validity, at) ? entry : undefined;
    (found === undefined ? this.#misses : this.#hits)[kind] += 1;
    return found as CachedRecord<Value> | undefined;
  }

  get stats(): RecordCacheStats {
    const { size, calculatedSize } = this.#entries;
    return { entries: size, bytes: calculatedSize, hits: this.#hits, misses: this.#misses };
  }

  #organizationOf(id: OrganizationId): CachedOrganization {
    const known = this.#organizations.get(id);
    if (known !== undefined) return known;
    const added = { isCurrent: true, names: new Set<string>() };
    this.#organizations.set(id, added);
    return added;
  }

  #keep(entry: Entry): void {
    if (entry.bytes > this.#limits.bytesMax) return;
    this.#entries.set(entry.name, entry);
    entry.organization.names.add(entry.name);
  }

  #removeAll(organization: CachedOrganization): void {
    organization.isCurrent = false;
    for (const name of organization.names) this.#entries.delete(name);
  }
}

const countersByKind = (): Record<CachedKind, number> => ({ user: 0, number: 0, organization: 0 });

const nameOf = (organizationId: OrganizationId, kind: CachedKind, reference: string): string =>
  `${organizationId} ${kind} ${reference}`;

const isValidAt = ({ from, until }: Validity, at: number): boolean => from <= at && at < until;

/** The value, its rendition and the entry; a character takes up to two bytes. */
const bytesOf = (value: object): number => 1000 + 4 * JSON.stringify(value).length;
