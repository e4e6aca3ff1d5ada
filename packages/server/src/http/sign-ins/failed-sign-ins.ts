import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { publicPartOf } from "../../core/auth/key-format.ts";
import type { Limits } from "../limits.ts";
import { type ClientAddress, createFindClient, createFindPeer } from "./client-address.ts";
import { SignInLog } from "./sign-in-log.ts";

const windowMs = 60_000;
/** Further networks push out the one that failed least recently. */
const networksMax = 10_000;

interface Attempts {
  since: number;
  count: number;
  delayed: number;
}

export interface FailedSignInOptions {
  readonly trustedProxies: readonly string[] | undefined;
  readonly limits: Limits;
  readonly logger: Logger;
  /** In milliseconds. */
  readonly now: () => number;
}

/**
 * What to do with the response to a failed sign-in. `close`: too many responses are delayed already, so the client has
 * to connect again.
 */
export type Penalty = "none" | "delay" | "close";

/** Counts and logs failed sign-ins, and decides which responses to them are delayed. */
export class FailedSignIns {
  readonly #findClient: ReturnType<typeof createFindClient>;
  readonly #findPeer: ReturnType<typeof createFindPeer>;
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #log: SignInLog;
  readonly #networks = new LRUCache<string, Attempts>({ max: networksMax });
  readonly #counts = new Map<string, number>();
  #delayed = 0;

  constructor({ trustedProxies, limits, logger, now }: FailedSignInOptions) {
    this.#findClient = createFindClient(trustedProxies);
    this.#findPeer = createFindPeer(trustedProxies);
    this.#limits = limits;
    this.#now = now;
    this.#log = new SignInLog(logger);
  }

  /** The number of failed sign-ins by reason, for the metrics. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The number of responses that are delayed now. */
  get delayed(): number {
    return this.#delayed;
  }

  /** `reason` is the code of the error. Without a credential there is nothing to guess, so it is only counted. */
  record(request: IncomingMessage, reason: string, credential: string | undefined): Failure {
    this.#count(reason);
    return credential === undefined
      ? unpunished
      : this.#punish(this.#findClient(request), reason, credential);
  }

  /** Like `record`, for a connection without headers: `address` is that of its other end. */
  recordFrom(address: string, reason: string, credential: string | undefined): Failure {
    this.#count(reason);
    return credential === undefined ? unpunished : this.#punish(this.#findPeer(address), reason, credential);
  }

  #count(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  #punish(client: ClientAddress, reason: string, credential: string): Failure {
    this.#log.record({ reason, publicId: publicPartOf(credential), address: client.address });
    const attempts = this.#attemptsOf(client.network);
    attempts.count += 1;
    if (client.mayBeProxy || attempts.count <= this.#limits.failedSignInsMax) return unpunished;
    return { penalty: this.#canDelay(attempts) ? "delay" : "close", attempts };
  }

  /** Waits, and not longer than until the signal is aborted. */
  async delay({ attempts }: Failure, signal: AbortSignal): Promise<void> {
    if (attempts === undefined || signal.aborted) return;
    attempts.delayed += 1;
    this.#delayed += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#limits.signInDelayMs);
    const end = () => resolve();
    signal.addEventListener("abort", end, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    attempts.delayed -= 1;
    this.#delayed -= 1;
  }

  close(): void {
    this.#log.close();
  }

  #canDelay({ delayed }: Attempts): boolean {
    const { delayedSignInsMax, delayedSignInsPerNetworkMax } = this.#limits;
    return this.#delayed < delayedSignInsMax && delayed < delayedSignInsPerNetworkMax;
  }

  #attemptsOf(network: string): Attempts {
    const at = this.#now();
    const known = this.#networks.get(network);
    if (known !== undefined && at - known.since < windowMs) return known;
    const begun = { since: at, count: 0 };
    // The same object in the next window, because the delays that have not ended count themselves out of it.
    if (known !== undefined) return Object.assign(known, begun);
    const attempts = { ...begun, delayed: 0 };
    this.#networks.set(network, attempts);
    return attempts;
  }
}

export interface Failure {
  readonly penalty: Penalty;
  /** Of a network that failed too often. */
  readonly attempts?: Attempts;
}

const unpunished: Failure = { penalty: "none" };
