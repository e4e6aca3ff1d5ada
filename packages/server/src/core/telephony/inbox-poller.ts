import { randomUUID } from "node:crypto";
import { type CarrierAccount, type CarrierAccountId, carrierProviders } from "../../model.ts";
import { type ClaimedInbox, type InboxReference, platformId } from "../../storage/store.ts";
import type { KnownCarrierAccount } from "../kernel/carrier-account-directory.ts";
import type { CoreServices } from "../kernel/context.ts";
import type { CarrierClient } from "./carrier-client.ts";
import { receiveMessages } from "./receive-messages.ts";

export interface InboxPollerOptions {
  /** Returns a number from 0 to 1. */
  readonly random?: (() => number) | undefined;
  /** Called at the first of several failures of an account. */
  readonly onFailure?: ((id: CarrierAccountId, error: unknown) => void) | undefined;
}

/** Between two reads of an inbox, in milliseconds. */
const intervalMs = 15_000;
const backoffMaxMs = 15 * 60_000;
/** Longer than one page takes, with its repetitions. */
const leaseMs = 10 * 60_000;
/** Inboxes that are read at the same time. */
const readersMax = 8;

interface Inbox extends InboxReference {
  readonly known: KnownCarrierAccount;
  readonly client: Pick<Required<CarrierClient>, "readInbox">;
}

/**
 * Reads the inboxes of carriers that call no webhook for received messages. The last id is stored after the messages are
 * recorded, so that each is received at least once and recorded once. One process at a time reads an inbox.
 */
export class InboxPoller {
  readonly #services: CoreServices;
  readonly #options: InboxPollerOptions;
  readonly #owner = randomUUID();
  readonly #stopping = new AbortController();
  /** When an inbox is worth asking the database about again. */
  readonly #notBefore = new Map<CarrierAccountId, number>();
  readonly #failing = new Set<CarrierAccountId>();
  #current: Promise<void> = Promise.resolve();

  constructor(services: CoreServices, options: InboxPollerOptions = {}) {
    this.#services = services;
    this.#options = options;
  }

  /** Reads every inbox that is due. Never throws. Not to be called again before it has resolved. */
  pollDue(): Promise<void> {
    this.#current = this.#pollAll();
    return this.#current;
  }

  /** Ends the requests in flight, so that another process can continue at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#current;
    await this.#services.store.platform.carrierInboxes.release(this.#owner).catch(() => {});
  }

  async #pollAll(): Promise<void> {
    const due = this.#dueInboxes();
    const readers = Array.from({ length: Math.min(readersMax, due.length) }, async () => {
      for (let inbox = due.shift(); inbox !== undefined; inbox = due.shift()) await this.#poll(inbox);
    });
    await Promise.all(readers);
  }

  #dueInboxes(): Inbox[] {
    const { carrierAccounts, carriers, now } = this.#services;
    return carrierProviders.flatMap((provider) => {
      const readInbox = carriers.client(provider)?.readInbox;
      if (readInbox === undefined) return [];
      return carrierAccounts.byProvider(provider).flatMap((known) => {
        const { account } = known;
        const isDue = hasInbox(known) && (this.#notBefore.get(account.id) ?? 0) <= now();
        return isDue ? [{ ...referenceOf(account), known, client: { readInbox } }] : [];
      });
    });
  }

  async #poll(inbox: Inbox): Promise<void> {
    const { now, store } = this.#services;
    const { accountId } = inbox;
    if (this.#stopping.signal.aborted) return;
    this.#notBefore.set(accountId, now() + intervalMs);
    try {
      const lease = { now: now(), owner: this.#owner, isOnly: !store.isShared, until: now() + leaseMs };
      const claimed = await store.platform.carrierInboxes.claim(inbox, lease);
      if (claimed === undefined) return;
      await this.#read(inbox, claimed);
      this.#failing.delete(accountId);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      if (!this.#failing.has(accountId)) this.#options.onFailure?.(accountId, error);
      this.#failing.add(accountId);
    }
  }

  /** Reads page after page. A failure is stored with the last id that was reached, and thrown. */
  async #read(inbox: Inbox, { token, lastMessageId, failures }: ClaimedInbox): Promise<void> {
    let last = lastMessageId;
    try {
      for (let hasMore = true; hasMore; ) {
        this.#stopping.signal.throwIfAborted();
        const page = await this.#receivePage(inbox, last);
        last = page.lastMessageId;
        hasMore = page.hasMore;
        if (!(await this.#settle(inbox, token, { last, failures: 0, waitMs: hasMore ? 0 : intervalMs })))
          return;
      }
    } catch (error) {
      if (this.#stopping.signal.aborted) throw error;
      const random = this.#options.random ?? Math.random;
      const waitMs = delayAfter(failures + 1, random());
      await this.#settle(inbox, token, { last, failures: failures + 1, waitMs });
      throw error;
    }
  }

  async #receivePage({ known, client }: Inbox, last: number | null) {
    const { signal } = this.#stopping;
    const { account, credentials } = known;
    const access = this.#services.carriers.access(account, credentials[0] ?? {}, { signal });
    const page = await client.readInbox(access, last);
    await receiveMessages(this.#services, known, page.messages);
    return page;
  }

  /** Returns false when the lease was lost. Without a wait, the lease goes on. */
  #settle(
    inbox: Inbox,
    token: number,
    { last, failures, waitMs }: { readonly last: number | null; failures: number; waitMs: number },
  ): Promise<boolean> {
    const { now, store } = this.#services;
    const nextReadAt = now() + waitMs;
    this.#notBefore.set(inbox.accountId, nextReadAt);
    const leaseUntil = waitMs === 0 ? now() + leaseMs : 0;
    const outcome = { lastMessageId: last, failures, nextReadAt, leaseUntil };
    return store.platform.carrierInboxes.settle(inbox, token, outcome);
  }
}

/** An account with a secret path has its messages pushed: reading them as well would deliver them twice. */
const hasInbox = ({ account, credentials: [current] }: KnownCarrierAccount): boolean =>
  account.status === "enabled" && Boolean(current?.token) && !current?.pathSecret;

const referenceOf = ({ id, organizationId }: CarrierAccount): InboxReference => ({
  organizationId: organizationId ?? platformId,
  accountId: id,
});

/** Doubles with every failure; between the half and the full time, so that accounts do not return together. */
const delayAfter = (failures: number, random: number): number =>
  Math.round(Math.min(backoffMaxMs, intervalMs * 2 ** failures) * (0.5 + random / 2));
