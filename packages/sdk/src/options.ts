import type { WhoselineError } from "./errors.ts";
import { startTimer } from "./timer.ts";

/** Options of the client. */
export interface ClientOptions {
  /** URL of the server, with or without `/registry/v1`: `https://numbers.example.com`. */
  readonly baseUrl: string;
  /** An API key or a JWT, or a function that returns the present one, called before each attempt. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Id or slug of the organization in the path of every call that does not name another one. */
  readonly organization?: string | undefined;
  /** Time limit of one attempt in milliseconds, until its response has been read. 30 seconds by default. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Time limit of a call in milliseconds, with all its attempts and the delays between them. 2 minutes by default. */
  readonly totalTimeoutMs?: number | undefined;
  /** How many times a request is repeated after a network error, 408, 429 or 5xx. 5 by default. */
  readonly maxRetries?: number | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests, in place of the global `fetch`: for proxies, client certificates and tests. */
  readonly fetch?: Fetch | undefined;
  /** Called before each retry, for logs and metrics. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** The time, in place of that of the runtime: for tests. */
  readonly clock?: Clock | undefined;
}

/** Options of one call; those that are left out are the client's. */
export interface RequestOptions {
  /** Aborts the call. It rejects with the `reason` of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of one attempt in milliseconds, until its response has been read. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Time limit of the call in milliseconds, with all its attempts and the delays between them. */
  readonly totalTimeoutMs?: number | undefined;
  /** How many times the request is repeated after a network error, 408, 429 or 5xx. */
  readonly maxRetries?: number | undefined;
  /** The `Idempotency-Key` of a write, 1 to 255 printable ASCII characters. A random one by default. */
  readonly idempotencyKey?: string | undefined;
  /** The `ETag` of the version to change: the call fails with `version_stale` when the record has another one. */
  readonly ifMatch?: string | undefined;
  /** Of a read: the `ETag` that the caller has; when it is the present one, the call fails with status 304. Of a write: `*` fails with `record_exists` when the record exists. */
  readonly ifNoneMatch?: string | undefined;
  /** Headers of this call, in addition to those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request that is about to be repeated. */
export interface Retry {
  /** The id of the operation in the OpenAPI document. */
  readonly operation: string;
  /** 1 for the first retry. */
  readonly retry: number;
  /** The delay before it in milliseconds. */
  readonly delayMs: number;
  /** Why the last attempt failed. */
  readonly error: WhoselineError;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the delay in milliseconds; rejects with the reason of the signal when it is aborted. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** A number from 0 to 1, exclusive. */
  random(): number;
}

export const systemClock: Clock = {
  // A correction of the system clock does not move the time limits.
  now: () => performance.timeOrigin + performance.now(),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = startTimer(ms, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
