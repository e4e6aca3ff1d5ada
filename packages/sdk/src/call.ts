/** A response with its headers. */
export interface WithResponse<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
  /** The version of the record, for `ifMatch`; undefined when the response has none. */
  readonly etag: string | undefined;
  /** The id of the request in the server's log. */
  readonly requestId: string | undefined;
  /** The response of `fetch`; its body has been read, except for a download. */
  readonly response: Response;
}

/** A request that was sent: a promise of its result, which can also resolve to the response with its headers. */
export class Call<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Call";
  readonly #response: Promise<WithResponse<T>>;

  constructor(response: Promise<WithResponse<T>>) {
    this.#response = response;
  }

  /** Resolves to the result together with status, headers, `etag` and request id. */
  withResponse(): Promise<WithResponse<T>> {
    return this.#response;
  }

  // biome-ignore lint/suspicious/noThenProperty: a call is a promise
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#response.then(({ data }) => data).then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }
}
