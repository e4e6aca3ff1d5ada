import { type Answer, attempt, type BodyKind } from "./attempt.ts";
import { Call, type WithResponse } from "./call.ts";
import { invalidArgument, WhoselineError } from "./errors.ts";
import { type ClientOptions, type Clock, type Fetch, type RequestOptions, systemClock } from "./options.ts";
import { type Operation, type PreparedRequest, prepareRequest, setHeader, type Values } from "./request.ts";
import { isRetryable, retryDelayMs } from "./retry.ts";
import { userAgent } from "./user-agent.ts";

/** Sends requests with credential, time limits and retries. Its secrets are private, so that no log shows them. */
export class Transport {
  readonly clock: Clock;
  readonly maxRetries: number;
  readonly organization: string | undefined;
  readonly #options: ClientOptions;
  readonly #baseUrl: string;
  readonly #fetch: Fetch;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#baseUrl = `${checkedBaseUrl(options.baseUrl)}/registry/v1`;
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.clock = options.clock ?? systemClock;
    this.maxRetries = options.maxRetries ?? 5;
    this.organization = options.organization;
  }

  get options(): ClientOptions {
    return this.#options;
  }

  /** Starts a call. It rejects with a WhoselineError, or with the reason of its signal. */
  call<T>(
    operation: Operation,
    values: Values = {},
    options: RequestOptions = {},
    kind: BodyKind = "json",
  ): Call<T> {
    return new Call(this.#call(operation, values, options, kind));
  }

  async #call<T>(
    operation: Operation,
    values: Values,
    options: RequestOptions,
    kind: BodyKind,
  ): Promise<WithResponse<T>> {
    const { organization } = this;
    const defaults = operation.path.includes("{organization}") ? { organization } : {};
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const request = prepareRequest(
      this.#baseUrl,
      operation,
      { ...defaults, ...Object.fromEntries(given) },
      { ...(userAgent && { "user-agent": userAgent }), ...this.#options.headers },
      options,
    );
    const { response, data } = await this.#sendWithRetries(request, options, kind);
    return {
      data: data as T,
      status: response.status,
      headers: response.headers,
      etag: response.headers.get("etag") ?? undefined,
      requestId: response.headers.get("x-request-id") ?? undefined,
      response,
    };
  }

  async #sendWithRetries(request: PreparedRequest, options: RequestOptions, kind: BodyKind): Promise<Answer> {
    const { clock } = this;
    const { signal, maxRetries = this.maxRetries } = options;
    const attemptMs = options.attemptTimeoutMs ?? this.#options.attemptTimeoutMs ?? 30_000;
    const end = clock.now() + (options.totalTimeoutMs ?? this.#options.totalTimeoutMs ?? 120_000);
    for (let retries = 0; ; retries++) {
      try {
        const timeoutMs = Math.max(1, Math.min(attemptMs, end - clock.now()));
        const authorize = (sent: PreparedRequest) => this.#authorize(sent);
        return await attempt(request, { fetch: this.#fetch, authorize, clock, signal, timeoutMs, kind });
      } catch (error) {
        if (!(error instanceof WhoselineError)) throw error;
        error.attempts = retries + 1;
        const delayMs = retryDelayMs(retries, error.retryAfterMs, clock);
        if (!isRetryable(error) || retries >= maxRetries || clock.now() + delayMs >= end) throw error;
        this.#options.onRetry?.({ operation: request.operation, retry: retries + 1, delayMs, error });
        await clock.sleep(delayMs, signal);
      }
    }
  }

  async #authorize({ headers, operation }: PreparedRequest): Promise<void> {
    const { apiKey } = this.#options;
    const key = typeof apiKey === "function" ? await callForKey(apiKey, operation) : apiKey;
    if (key !== undefined) setHeader(headers, "authorization", `Bearer ${key.trim()}`);
  }
}

async function callForKey(apiKey: () => string | Promise<string>, operation: string): Promise<string> {
  try {
    return await apiKey();
  } catch (cause) {
    throw new WhoselineError({
      code: "credential_unavailable",
      operation,
      cause,
      message: `${operation}: the apiKey function of the client failed; the request was not sent.`,
    });
  }
}

/** Returns the URL without `/registry/v1` and without a slash at the end. */
function checkedBaseUrl(text: string): string {
  if (!URL.canParse(text)) throw invalidArgument("baseUrl must be a URL like https://numbers.example.com.");
  const { protocol, username, password, search, hash, origin, pathname } = new URL(text);
  if (!/^https?:$/.test(protocol)) throw invalidArgument("baseUrl must begin with https:// or http://.");
  if (username || password)
    throw invalidArgument("baseUrl must not contain a credential: use the option apiKey.");
  if (search || hash) throw invalidArgument("baseUrl must have no query and no fragment.");
  return `${origin}${pathname.replace(/\/+$/, "").replace(/\/registry\/v1$/, "")}`;
}
