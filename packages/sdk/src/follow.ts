import { invalidArgument, WhoselineError } from "./errors.ts";
import type { Feed, Message, Positioned } from "./feed.ts";
import type { Operation } from "./request.ts";
import { isRetryable, retryDelayMs } from "./retry.ts";
import { type StreamBlock, StreamParser } from "./sse.ts";
import { startTimer } from "./timer.ts";
import type { Transport } from "./transport.ts";

/** Options of a followed feed. */
export interface FollowOptions {
  /** Ends the feed; the loop throws the `reason` of the signal. `break` ends it as well. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit until the stream has begun, in milliseconds. That of the client by default. */
  readonly attemptTimeoutMs?: number | undefined;
  /** After how long without data, in milliseconds, the connection counts as lost. 45 seconds by default: the server sends a heartbeat every 15 seconds. */
  readonly heartbeatTimeoutMs?: number | undefined;
  /** How many times in a row a reconnect can fail. No limit by default, once the stream has begun; before that, the `maxRetries` of the client. */
  readonly maxRetries?: number | undefined;
  /** Headers in addition to those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called before each reconnect, for logs and metrics. */
  readonly onReconnect?: ((reconnect: Reconnect) => void) | undefined;
}

/** A connection that is about to be opened again. */
export interface Reconnect {
  /** 1 for the first attempt after an event. */
  readonly attempt: number;
  /** The delay before it in milliseconds. */
  readonly delayMs: number;
  /** Where the stream continues. */
  readonly position: string | undefined;
  /** Why the connection ended; undefined when the server ended it. */
  readonly error: WhoselineError | undefined;
}

/** Resolves to the feed at a position, or where the caller wants it to start, which can need a request. */
export type OpenFeed<Event> = (position: string | undefined) => Promise<Feed<Event>>;

/**
 * A followed feed: an endless sequence of events, each once and in order. It reconnects and continues after the last
 * event; another loop over it continues at its position. The loop throws what a reconnect cannot repair: `position_ahead`, `position_diverged`, `feed_gap`, a revoked key.
 */
export class FollowedFeed<Event extends Positioned> implements AsyncIterable<Event> {
  readonly #transport: Transport;
  readonly #operation: Operation;
  readonly #open: OpenFeed<Event>;
  readonly #options: FollowOptions;
  #position: string | undefined;
  #hasBegun = false;

  constructor(transport: Transport, operation: Operation, open: OpenFeed<Event>, options: FollowOptions) {
    this.#transport = transport;
    this.#operation = operation;
    this.#open = open;
    this.#options = options;
  }

  /**
   * Where to continue after the events that the loop has finished: store it, and start with it the next time. An event
   * is finished when the loop asks for the next one. In the feed of all organizations, several events share one.
   */
  get position(): string | undefined {
    return this.#position;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, never, undefined> {
    const feed = await this.#open(this.#position);
    this.#position = feed.position;
    for (let failures = 0; ; ) {
      const connection = new Connection(this.#transport, this.#operation, this.#options);
      let error: WhoselineError | undefined;
      try {
        for await (const message of connection.messages(feed)) {
          failures = 0;
          yield* message.events;
          feed.moveTo(message.position);
          this.#position = message.position;
        }
      } catch (thrown) {
        if (!(thrown instanceof WhoselineError) || !isRetryable(thrown)) throw thrown;
        error = thrown;
      } finally {
        connection.close();
      }
      this.#hasBegun ||= connection.hasBegun;
      failures = connection.isAlive ? 1 : failures + 1;
      await this.#wait(failures, error, connection.retryMs);
    }
  }

  /** Waits before a reconnect. Throws the error when there were too many in a row. */
  async #wait(
    failures: number,
    error: WhoselineError | undefined,
    retryMs: number | undefined,
  ): Promise<void> {
    const { clock, maxRetries } = this.#transport;
    const limit = this.#options.maxRetries ?? (this.#hasBegun ? Number.POSITIVE_INFINITY : maxRetries);
    if (failures > limit) throw error ?? streamEnded(this.#operation);
    const delayMs = retryDelayMs(failures - 1, error?.retryAfterMs ?? retryMs, clock);
    this.#options.onReconnect?.({ attempt: failures, delayMs, position: this.#position, error });
    await clock.sleep(delayMs, this.#options.signal);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** One connection of a followed feed. */
class Connection {
  readonly #transport: Transport;
  readonly #operation: Operation;
  readonly #options: FollowOptions;
  readonly #controller = new AbortController();
  readonly #abort: () => void;
  /** Whether the server has begun the stream. */
  hasBegun = false;
  /** Whether the server sent anything after the first bytes, which it sends to every connection. */
  isAlive = false;
  /** The delay before the reconnect that the server asked for, in milliseconds. */
  retryMs: number | undefined;

  constructor(transport: Transport, operation: Operation, options: FollowOptions) {
    this.#transport = transport;
    this.#operation = operation;
    this.#options = options;
    const { signal } = options;
    this.#abort = () => this.#controller.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  close(): void {
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#controller.abort();
  }

  async *messages<Event>(feed: Feed<Event>): AsyncGenerator<Message<Event>, void, undefined> {
    const { attemptTimeoutMs, headers } = this.#options;
    const response = await this.#transport.call<Response>(
      this.#operation,
      feed.params(),
      {
        signal: this.#controller.signal,
        attemptTimeoutMs,
        totalTimeoutMs: Number.POSITIVE_INFINITY,
        maxRetries: 0,
        headers: { accept: "text/event-stream", ...headers },
      },
      "stream",
    );
    this.hasBegun = true;
    let blocks = 0;
    for await (const block of this.#blocks(response)) {
      blocks++;
      this.isAlive ||= blocks > 1;
      this.retryMs = block.retryMs ?? this.retryMs;
      const { data } = block;
      if (data === undefined) continue;
      yield feed.accept({ ...block, data });
    }
  }

  async *#blocks({ body }: Response): AsyncGenerator<StreamBlock, void, undefined> {
    if (body === null)
      throw invalidArgument("The fetch function must return the body of a response as a stream.");
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new StreamParser();
    for (;;) {
      const { done, value } = await this.#read(reader);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  }

  /** Reads what arrives next. Throws `timeout` when nothing arrives, also no heartbeat. */
  async #read(reader: Reader): ReturnType<Reader["read"]> {
    const { heartbeatTimeoutMs = 45_000, signal } = this.#options;
    const timeout = new WhoselineError({
      code: "timeout",
      operation: this.#operation.id,
      message: `${this.#operation.id}: no data and no heartbeat within ${heartbeatTimeoutMs} ms.`,
    });
    const cancel = startTimer(heartbeatTimeoutMs, () => this.#controller.abort(timeout));
    try {
      return await reader.read();
    } catch (cause) {
      signal?.throwIfAborted();
      if (this.#controller.signal.reason === timeout) throw timeout;
      throw new WhoselineError({
        code: "connection_failed",
        operation: this.#operation.id,
        message: `${this.#operation.id}: the connection to the server failed.`,
        cause,
      });
    } finally {
      cancel();
    }
  }
}

const streamEnded = ({ id }: Operation) =>
  new WhoselineError({
    code: "connection_failed",
    operation: id,
    message: `${id}: the server ended the stream.`,
  });
