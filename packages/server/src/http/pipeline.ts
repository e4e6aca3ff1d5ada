import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Limits } from "./limits.ts";

type PipelineLimits = Pick<Limits, "pipelinedMax" | "pipelinedTotalMax">;

interface PipelinedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Returns a listener that starts pipelined requests as RFC 9112, section 9.3.2 demands: requests with safe methods run
 * concurrently, and any other request runs alone, after the earlier requests of its connection are answered. Node
 * sends the responses in order. A request is rejected when too many wait, and is not started when its connection
 * closes first.
 */
export function inPipelineOrder(
  handle: RequestListener,
  reject: RequestListener,
  limits: PipelineLimits,
): RequestListener {
  const pipelines = new WeakMap<Socket, Pipeline>();
  const total = { waiting: 0 };
  return (request, response) => {
    let pipeline = pipelines.get(request.socket);
    if (pipeline === undefined) {
      pipeline = new Pipeline(request.socket, handle, total);
      pipelines.set(request.socket, pipeline);
    }
    if (pipeline.isFull(limits)) reject(request, response);
    else pipeline.add({ request, response });
  };
}

/** The unanswered requests of one connection. */
class Pipeline {
  readonly #socket: Socket;
  readonly #handle: RequestListener;
  /** The waiting requests of all connections. */
  readonly #total: { waiting: number };
  #waiting: PipelinedRequest[] = [];
  #started = 0;
  /** Whether the started request has no safe method. No other request is started then. */
  #isExclusive = false;

  constructor(socket: Socket, handle: RequestListener, total: { waiting: number }) {
    this.#socket = socket;
    this.#handle = handle;
    this.#total = total;
    socket.once("close", () => this.#dropWaiting());
  }

  isFull({ pipelinedMax, pipelinedTotalMax }: PipelineLimits): boolean {
    return this.#waiting.length >= pipelinedMax || this.#total.waiting >= pipelinedTotalMax;
  }

  add(pipelined: PipelinedRequest): void {
    if (this.#waiting.length === 0 && this.#canStart(pipelined)) this.#start(pipelined);
    else {
      this.#waiting.push(pipelined);
      this.#total.waiting += 1;
    }
  }

  #canStart(next: PipelinedRequest): boolean {
    return this.#started === 0 || (isSafe(next) && !this.#isExclusive);
  }

  #start(pipelined: PipelinedRequest): void {
    const { request, response } = pipelined;
    this.#started += 1;
    this.#isExclusive = !isSafe(pipelined);
    response.once("close", () => {
      this.#started -= 1;
      this.#startWaiting();
    });
    this.#handle(request, response);
  }

  #startWaiting(): void {
    // After a response with `Connection: close` the next ones could not be sent.
    if (!this.#socket.writable) this.#dropWaiting();
    for (let [next] = this.#waiting; next !== undefined && this.#canStart(next); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#total.waiting -= 1;
      this.#start(next);
    }
  }

  #dropWaiting(): void {
    this.#total.waiting -= this.#waiting.length;
    this.#waiting = [];
  }
}

/** RFC 9110, section 9.2.1. */
const safeMethods: ReadonlySet<string | undefined> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

const isSafe = ({ request }: PipelinedRequest): boolean => safeMethods.has(request.method);
