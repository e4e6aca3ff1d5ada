import { setTimeout } from "node:timers/promises";
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import type { Logger } from "pino";
import { jwksUnavailable } from "../errors.ts";
import { loggableError } from "../observability/loggable-error.ts";

const minuteMs = 60_000;
const fetchTimeoutMs = 5000;
/** The age from which the keys are fetched again. */
const freshMs = 5 * minuteMs;
/** How long the last keys are used while they cannot be fetched. */
const usableMs = 24 * 60 * minuteMs;
/** How long a token with such a key can wait for a slow fetch before the last keys are used. */
const staleWaitMs = 1000;
/** The age from which an unknown key ID causes a fetch. */
const unknownKeyMs = minuteMs / 2;
const failureCooldownMs = 5000;
/** Further requests fail at once: a slow identity provider must not occupy the slots of other callers. */
const waitingMax = 8;

/** The keys of a JWKS URL. All of its failures are `jwks_unavailable`, except that a key does not exist. */
export class KeySet {
  readonly #remote: ReturnType<typeof createRemoteJWKSet>;
  readonly #now: () => number;
  readonly #logger: Logger;
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #text = "";
  #version = 0;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #nextFetchAt = Number.NEGATIVE_INFINITY;
  /** Never rejects; whether the keys were fetched. */
  #fetching: Promise<boolean> | undefined;
  #failingSince: number | undefined;
  #waiting = 0;

  /** `now` is in milliseconds. */
  constructor(url: string, now: () => number, logger: Logger) {
    this.#remote = createRemoteJWKSet(new URL(url), { timeoutDuration: fetchTimeoutMs });
    this.#now = now;
    this.#logger = logger;
  }

  /** Changes with the keys. */
  get version(): number {
    return this.#version;
  }

  /** When the keys must be fetched again, in milliseconds. */
  get freshUntil(): number {
    return this.#fetchedAt + freshMs;
  }

  /** Returns the key of a token, for jose. */
  readonly getKey: JWTVerifyGetKey = async (header, token) => {
    await this.#refresh(freshMs, this.#isUsable ? staleWaitMs : fetchTimeoutMs);
    try {
      return await this.#usableKeys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    if (!(await this.#refresh(unknownKeyMs, fetchTimeoutMs))) throw jwksUnavailable();
    return this.#usableKeys(header, token);
  };

  get #ageMs(): number {
    return this.#now() - this.#fetchedAt;
  }

  get #isUsable(): boolean {
    return this.#ageMs <= usableMs;
  }

  get #usableKeys() {
    if (this.#keys === undefined || !this.#isUsable) throw jwksUnavailable();
    return this.#keys;
  }

  /** Returns whether the keys are younger than `ageMaxMs`, if necessary after a fetch. */
  async #refresh(ageMaxMs: number, waitMs: number): Promise<boolean> {
    if (this.#ageMs < ageMaxMs) return true;
    if (this.#fetching === undefined) {
      if (this.#now() < this.#nextFetchAt) return false;
      this.#fetching = this.#fetch().finally(() => {
        this.#fetching = undefined;
      });
    }
    if (this.#waiting >= waitingMax) return false;
    this.#waiting += 1;
    try {
      return await Promise.race([this.#fetching, setTimeout(waitMs, false, { ref: false })]);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #fetch(): Promise<boolean> {
    const startedAt = this.#now();
    try {
      await this.#remote.reload();
    } catch (error) {
      this.#nextFetchAt = this.#now() + failureCooldownMs;
      this.#reportFailure(error);
      return false;
    }
    this.#replace(startedAt);
    this.#reportRecovery();
    return true;
  }

  #replace(fetchedAt: number): void {
    const fetched = this.#remote.jwks() ?? { keys: [] };
    const text = JSON.stringify(fetched);
    this.#fetchedAt = fetchedAt;
    if (text === this.#text) return;
    this.#text = text;
    this.#keys = createLocalJWKSet(fetched);
    this.#version += 1;
  }

  /** One line per outage, because every request with a token would report it. */
  #reportFailure(error: unknown): void {
    if (this.#failingSince !== undefined) return;
    this.#failingSince = this.#now();
    this.#logger.error(
      { code: "jwks_unavailable", err: loggableError(error) },
      "the keys that verify JWTs cannot be fetched",
    );
  }

  #reportRecovery(): void {
    if (this.#failingSince === undefined) return;
    const seconds = Math.round((this.#now() - this.#failingSince) / 1000);
    this.#failingSince = undefined;
    this.#logger.info({ seconds }, "the keys that verify JWTs can be fetched again");
  }
}
