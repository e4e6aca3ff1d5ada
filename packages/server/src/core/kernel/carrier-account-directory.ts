import { setTimeout } from "node:timers/promises";
import type {
  CarrierAccount,
  CarrierAccountId,
  CarrierProvider,
  Event,
  OrganizationId,
} from "../../model.ts";
import type { Platform, StoredCarrierAccount } from "../../storage/store.ts";
import { currentCarrierSecrets, previousCarrierSecrets } from "../auth/carrier-secrets.ts";
import type { Encryption } from "../auth/encryption.ts";

/** The credentials of an account by name: its identifiers and its decrypted secrets. Never logged. */
export type CarrierCredentials = Readonly<Record<string, string>>;

export interface KnownCarrierAccount {
  /** Enabled or disabled. */
  readonly account: CarrierAccount;
  /** The current ones first, then the previous ones while they last. Empty when they cannot be decrypted. */
  readonly credentials: readonly CarrierCredentials[];
}

export interface CarrierAccountDirectoryOptions {
  readonly accounts: Platform["carrierAccounts"];
  readonly encryption: Encryption;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly callbacks?: CarrierAccountCallbacks | undefined;
}

export interface CarrierAccountCallbacks {
  /** Called once when the accounts cannot be read: the last known state is used. */
  readonly onStale?: ((cause: unknown) => void) | undefined;
  readonly onRecovered?: (() => void) | undefined;
  /** The secrets of an account cannot be decrypted, so that none of its webhooks can be verified. */
  readonly onUnreadable?: ((id: CarrierAccountId) => void) | undefined;
}

const batchSize = 500;
const retryMs = 500;

/**
 * Every carrier account with its decrypted secrets, in memory. Follows the events of this process and of others, and keeps
 * its state while the database is unavailable.
 */
export class CarrierAccountDirectory {
  readonly #options: CarrierAccountDirectoryOptions;
  readonly #closing = new AbortController();
  #known: ReadonlyMap<CarrierAccountId, KnownCarrierAccount> = new Map();
  #byProvider: ReadonlyMap<CarrierProvider, readonly CarrierAccountId[]> = new Map();
  /** The first enabled account, by provider and organization. */
  #firstEnabled: ReadonlyMap<string, CarrierAccount> = new Map();
  /** Changed accounts that are not read yet. */
  readonly #changed = new Set<CarrierAccountId>();
  /** Deleted since the last complete read: an earlier read that is in progress may still return them. */
  #deleted = new Set<CarrierAccountId>();
  #mustReadAll = false;
  #reading: Promise<void> | undefined;
  #retrying: Promise<void> | undefined;
  #isStale = false;

  constructor(options: CarrierAccountDirectoryOptions) {
    this.#options = options;
  }

  find(id: string): KnownCarrierAccount | undefined {
    const known = this.#known.get(id as CarrierAccountId);
    return known && this.#withoutExpired(known);
  }

  /** In no order. */
  all(): readonly KnownCarrierAccount[] {
    return [...this.#known.values()].map((known) => this.#withoutExpired(known));
  }

  /** In the order of creation; the accounts of all organizations and of the platform. */
  byProvider(provider: CarrierProvider): readonly KnownCarrierAccount[] {
    return (this.#byProvider.get(provider) ?? []).flatMap((id) => this.find(id) ?? []);
  }

  /** The first enabled account of an organization at a provider. */
  firstEnabled(provider: CarrierProvider, organizationId: OrganizationId): CarrierAccount | undefined {
    return this.#firstEnabled.get(ownerKey(provider, organizationId));
  }

  /** Reads every account. Resolves after the first attempt; others follow until one succeeds or the directory is closed. */
  readAll(): Promise<void> {
    this.#mustReadAll = true;
    return this.#read();
  }

  /**
   * Applies committed events. Resolves when the accounts are read, or cannot be read now. Never throws. Events of other
   * records cost nothing.
   */
  async apply(events: readonly Event[]): Promise<void> {
    const ids = events.filter(isOfCarrierAccount).map(({ kind, subjectId }) => {
      const id = subjectId as CarrierAccountId;
      if (kind === "carrierAccount.deleted") this.#forget(id);
      else this.#changed.add(id);
      return id;
    });
    if (ids.length > 0) await this.#read();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  #forget(id: CarrierAccountId): void {
    this.#deleted.add(id);
    this.#changed.delete(id);
    const known = new Map(this.#known);
    if (known.delete(id)) this.#replace(known);
  }

  /** One read at a time: what changes meanwhile is read after it. */
  async #read(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
    if (!this.#isPending) return;
    this.#reading = this.#tryRead();
    try {
      await this.#reading;
    } finally {
      this.#reading = undefined;
    }
  }

  get #isPending(): boolean {
    return !this.#closing.signal.aborted && (this.#mustReadAll || this.#changed.size > 0);
  }

  async #tryRead(): Promise<void> {
    try {
      if (this.#mustReadAll) await this.#readEverything();
      await this.#readChanged();
      if (this.#isStale) this.#options.callbacks?.onRecovered?.();
      this.#isStale = false;
    } catch (error) {
      if (!this.#isStale && !this.#closing.signal.aborted) this.#options.callbacks?.onStale?.(error);
      this.#isStale = true;
      this.#retrying ??= this.#retry();
    }
  }

  async #retry(): Promise<void> {
    await setTimeout(retryMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
    this.#retrying = undefined;
    await this.#read();
  }

  async #readEverything(): Promise<void> {
    const { accounts } = this.#options;
    this.#mustReadAll = false;
    this.#changed.clear();
    this.#deleted = new Set();
    const known = new Map<CarrierAccountId, KnownCarrierAccount>();
    try {
      for (let last: CarrierAccountId | undefined; ; ) {
        const batch = await accounts.after(last, batchSize);
        for (const stored of batch) known.set(stored.account.id, this.#decrypted(stored));
        last = batch.at(-1)?.account.id;
        if (batch.length < batchSize) break;
      }
    } catch (error) {
      this.#mustReadAll = true;
      throw error;
    }
    for (const id of this.#deleted) known.delete(id);
    this.#replace(known);
  }

  async #readChanged(): Promise<void> {
    for (const id of this.#changed) {
      // Before the read: a change during it is read again.
      this.#changed.delete(id);
      const stored = await this.#options.accounts.find(id).catch((error: unknown) => {
        this.#changed.add(id);
        throw error;
      });
      const known = new Map(this.#known);
      if (stored === undefined || this.#deleted.has(id)) known.delete(id);
      else known.set(id, this.#decrypted(stored));
      this.#replace(known);
    }
  }

  #replace(known: ReadonlyMap<CarrierAccountId, KnownCarrierAccount>): void {
    const byProvider = new Map<CarrierProvider, CarrierAccountId[]>();
    const firstEnabled = new Map<string, CarrierAccount>();
    for (const { account } of [...known.values()].sort((a, b) => (a.account.id < b.account.id ? -1 : 1))) {
      const { organizationId, provider, status } = account;
      const key = organizationId === null ? undefined : ownerKey(provider, organizationId);
      if (key !== undefined && status === "enabled" && !firstEnabled.has(key)) firstEnabled.set(key, account);
      const ids = byProvider.get(account.provider);
      if (ids === undefined) byProvider.set(account.provider, [account.id]);
      else ids.push(account.id);
    }
    this.#known = known;
    this.#byProvider = byProvider;
    this.#firstEnabled = firstEnabled;
  }

  #decrypted(stored: StoredCarrierAccount): KnownCarrierAccount {
    const { encryption, callbacks } = this.#options;
    const { account } = stored;
    const { id, identifiers } = account;
    try {
      const previous = previousCarrierSecrets(encryption, id, stored);
      const current = { ...identifiers, ...currentCarrierSecrets(encryption, id, stored) };
      return {
        account,
        credentials: previous === undefined ? [current] : [current, { ...identifiers, ...previous }],
      };
    } catch {
      callbacks?.onUnreadable?.(id);
      return { account, credentials: [] };
    }
  }

  #withoutExpired(known: KnownCarrierAccount): KnownCarrierAccount {
    const { account, credentials } = known;
    if (credentials.length < 2 || (account.previousSecretsExpireAt ?? 0) > this.#options.now()) return known;
    return { account, credentials: credentials.slice(0, 1) };
  }
}

const ownerKey = (provider: CarrierProvider, organizationId: OrganizationId): string =>
  `${provider} ${organizationId}`;

const isOfCarrierAccount = ({ kind }: Pick<Event, "kind">): boolean => kind.startsWith("carrierAccount.");
