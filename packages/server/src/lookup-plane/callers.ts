import { hash } from "node:crypto";
import type { Principal } from "../core/auth/access.ts";
import type { CredentialEpochs, EpochStamp } from "../core/auth/credential-epochs.ts";
import type { MemoryContext } from "../core/routing/route-lookups.ts";
import { fromPlainError, type MainThread } from "./main-thread.ts";
import type { ThreadCounters } from "./thread-counters.ts";

const sizeMax = 10_000;
const timeoutMs = 5000;
/** After a failed refresh, until the next one. */
const retryMs = 100;

/** A caller who may look up routes. */
export interface Caller {
  readonly context: MemoryContext;
  /** Undefined for a caller who is valid for one request only. */
  readonly stamp: EpochStamp | undefined;
  /** By `performance.now()`. */
  readonly usableUntil: number;
  /** When the main thread is asked again, although the caller is still usable. */
  readonly refreshAt: number;
}

/** The caller of a credential, also held by connections. The main thread's next answer replaces the caller in it. */
export interface CallerEntry {
  caller: Caller;
}

interface PendingQuestion {
  /** The clock of the epochs at the question. */
  readonly clock: number;
  readonly entry: Promise<CallerEntry>;
}

/**
 * Caches callers by the same rules as the main thread: for a second from when their credential was read, for as long as
 * the database is unavailable, and never after a change to the user, key or organization was acknowledged. A caller in
 * use is read again before the second ends, so that no request waits for it.
 */
export class Callers {
  readonly #main: MainThread;
  readonly #epochs: CredentialEpochs;
  readonly #counters: ThreadCounters;
  readonly #services: MemoryContext["services"];
  readonly #entries = new Map<string, CallerEntry>();
  readonly #pending = new Map<string, PendingQuestion>();

  constructor(
    main: MainThread,
    epochs: CredentialEpochs,
    counters: ThreadCounters,
    services: MemoryContext["services"],
  ) {
    this.#main = main;
    this.#epochs = epochs;
    this.#counters = counters;
    this.#services = services;
  }

  /**
   * The caller that may be used now; undefined when the main thread must be asked. `last` is the entry that the connection
   * used last, `at` is by `performance.now()`.
   */
  findUsable(credential: string, last: CallerEntry | undefined, at: number): CallerEntry | undefined {
    if (last !== undefined && this.#isUsable(last, at)) return last;
    const entry = this.#entries.get(nameOf(credential));
    return entry !== undefined && this.#isUsable(entry, at) ? entry : undefined;
  }

  #isUsable({ caller }: CallerEntry, at: number): boolean {
    return at < caller.usableUntil && caller.stamp !== undefined && this.#epochs.isCurrent(caller.stamp);
  }

  /** Counts a use of a usable caller, and has the caller read again, if it is time to. */
  recordUse(entry: CallerEntry, credential: string, requestId: string, at: number): void {
    this.#counters.add("callerHits");
    if (at < entry.caller.refreshAt) return;
    entry.caller = { ...entry.caller, refreshAt: at + timeoutMs };
    this.#counters.add("callerRefreshes");
    this.#askOnce(nameOf(credential), credential, requestId).catch(() => {
      entry.caller = { ...entry.caller, refreshAt: performance.now() + retryMs };
    });
  }

  /**
   * Asks the main thread. Rejects with the error of the credential, and with other errors. Several requests with one
   * credential share a question that nothing has changed since.
   */
  ask(credential: string, requestId: string): Promise<CallerEntry> {
    this.#counters.add("callerMisses");
    return this.#askOnce(nameOf(credential), credential, requestId);
  }

  #askOnce(name: string, credential: string, requestId: string): Promise<CallerEntry> {
    const { clock } = this.#epochs;
    const pending = this.#pending.get(name);
    // A change may have been acknowledged after an older question was answered.
    if (pending?.clock === clock) return pending.entry;
    const question = { clock, entry: this.#ask(name, credential, requestId, clock) };
    this.#pending.set(name, question);
    const end = () => {
      if (this.#pending.get(name) === question) this.#pending.delete(name);
    };
    question.entry.then(end, end);
    return question.entry;
  }

  async #ask(name: string, credential: string, requestId: string, clock: number): Promise<CallerEntry> {
    const askedAt = performance.now();
    const answer = await this.#main.ask({ kind: "caller", credential, requestId }, timeoutMs);
    if ("error" in answer) {
      this.#forget(name);
      throw fromPlainError(answer.error);
    }
    const caller = this.#toCaller(answer.principal, askedAt, answer.usableForMs, clock);
    return caller.stamp === undefined ? { caller } : this.#keep(name, caller);
  }

  #toCaller(principal: Principal, askedAt: number, usableForMs: number, clock: number): Caller {
    return {
      context: { principal, services: this.#services },
      stamp: this.#epochs.stamp(principal, clock),
      usableUntil: askedAt + usableForMs,
      refreshAt: askedAt + usableForMs / 2,
    };
  }

  #keep(name: string, caller: Caller): CallerEntry {
    const known = this.#entries.get(name);
    if (known !== undefined) {
      known.caller = caller;
      return known;
    }
    if (this.#entries.size >= sizeMax) this.#entries.clear();
    const entry = { caller };
    this.#entries.set(name, entry);
    return entry;
  }

  #forget(name: string): void {
    const known = this.#entries.get(name);
    if (known === undefined) return;
    known.caller = { ...known.caller, usableUntil: Number.NEGATIVE_INFINITY };
    this.#entries.delete(name);
  }
}

const nameOf = (credential: string): string => hash("sha256", credential, "base64");
