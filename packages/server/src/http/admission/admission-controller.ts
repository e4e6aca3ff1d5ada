import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import { type HttpError, headersTooLarge, overloaded, responseTimeout, shuttingDown } from "../errors.ts";
import { headersMax, type Limits } from "../limits.ts";
import type { RenderRejection } from "../listener.ts";
import type { FastPath } from "../mounting/fast-path.ts";
import type { RawRoutes } from "../mounting/raw-route.ts";
import { logFailure } from "../observability/log.ts";
import { headError } from "../request-head.ts";
import { type PendingRequest, RequestQueue } from "./request-queue.ts";

/** What can answer a request before the framework. */
export interface FrameworkShortcuts {
  readonly fastPath: FastPath;
  readonly rawRoutes?: RawRoutes | undefined;
}

/** Never queued and never rejected. */
const exemptPaths = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Admission control in front of the framework: limits the in-flight requests, queues further ones in order of
 * arrival, and rejects what exceeds the queue before it costs much. Requests are started during `sliceMs` per turn of
 * the event loop, so that health checks are answered in time however many requests wait. Requests with a fast or raw
 * route have a separate queue: a database that hangs and blocks the others does not block lookups served from memory. The
 * read of a record that is not in memory moves on to the queue of the others.
 */
export class AdmissionController {
  readonly #limits: Limits;
  readonly #renderRejection: RenderRejection;
  readonly #fastPath: FastPath;
  readonly #rawRoutes: RawRoutes | undefined;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #excessSockets = new WeakSet<object>();
  readonly #fast: RequestQueue;
  readonly #regular: RequestQueue;
  readonly #queues: readonly RequestQueue[];
  #connections = 0;
  #rejected = 0;
  #lastRejectionAt = Number.NEGATIVE_INFINITY;
  #sliceEndsAt: number | undefined;
  #isShuttingDown = false;

  constructor(
    limits: Limits,
    renderRejection: RenderRejection,
    { fastPath, rawRoutes }: FrameworkShortcuts,
    logger: Logger,
  ) {
    this.#limits = limits;
    this.#renderRejection = renderRejection;
    this.#fastPath = fastPath;
    this.#rawRoutes = rawRoutes;
    this.#logger = logger;
    const createQueue = () =>
      new RequestQueue(
        limits,
        () => this.#schedule(),
        (reply) => this.#answerTimeout(reply),
      );
    [this.#fast, this.#regular] = [createQueue(), createQueue()];
    this.#queues = [this.#fast, this.#regular];
    this.#timer = setInterval(() => this.#sweep(), limits.sweepMs).unref();
  }

  /** Returns the request listener that applies admission control to `handle`. */
  wrap(handle: RequestListener): RequestListener {
    return (request, response) => {
      const error = headError(request);
      if (error !== undefined) return this.#answer(request, response, error);
      if (exemptPaths.has(request.url ?? "")) return handle(request, response);
      if (this.#isShuttingDown) return this.#answer(request, response, shuttingDown());
      if (request.rawHeaders.length > 2 * headersMax)
        return this.#answer(request, response, headersTooLarge());
      const fast = this.#fastPath.find(request);
      const raw = fast === undefined ? this.#rawRoutes?.handlerOf(request) : undefined;
      const needsSlot = fast === undefined;
      const pending = { request, response, handle: raw ?? handle, fast, needsSlot, at: performance.now() };
      this.#admit(pending, needsSlot && raw === undefined ? this.#regular : this.#fast);
    };
  }

  /** Answers that the server is overloaded, after a delay that grows with the number of rejections. */
  reject({ request, response }: Pick<PendingRequest, "request" | "response">): void {
    const { rejectionDelayMs, rejectionGapMs } = this.#limits;
    const now = performance.now();
    this.#rejected += 1;
    this.#lastRejectionAt = Math.max(now + rejectionDelayMs, this.#lastRejectionAt + rejectionGapMs);
    setTimeout(() => this.#answer(request, response, overloaded()), this.#lastRejectionAt - now);
  }

  /** Registers the framework's reply, so that a response timeout can be answered in its place. */
  setReply(reply: FastifyReply): void {
    for (const { inFlight } of this.#queues) inFlight.setReply(reply);
  }

  /** Frees the slot of a response that lasts as long as its client stays. */
  release(response: ServerResponse): void {
    for (const { inFlight } of this.#queues) inFlight.release(response);
  }

  connected(socket: Socket): void {
    this.#connections += 1;
    if (this.#connections > this.#limits.connectionsMax) this.#excessSockets.add(socket);
    socket.once("close", () => {
      this.#connections -= 1;
    });
  }

  /** Rejects queued and further requests; in-flight requests continue. */
  shutDown(): void {
    this.#isShuttingDown = true;
    for (const queue of this.#queues)
      for (const { request, response } of queue.takeAll()) this.#answer(request, response, shuttingDown());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #admit(pending: PendingRequest, queue: RequestQueue): void {
    if (this.#excessSockets.has(pending.request.socket)) return void this.reject(pending);
    if (queue.first === undefined && this.#isInSlice() && this.#tryStart(queue, pending)) return;
    if (queue.isFull) return void this.reject(pending);
    queue.push(pending);
    this.#schedule();
  }

  /** True for the first call of a turn of the event loop, however short the slice is. */
  #isInSlice(): boolean {
    const isFirst = this.#sliceEndsAt === undefined;
    return performance.now() < this.#beginSlice() || isFirst;
  }

  #schedule(): void {
    if (this.#queues.some(({ first }) => first !== undefined)) this.#beginSlice();
  }

  /** Returns the end of the current slice; begins one if there is none. The next turn drains the queues. */
  #beginSlice(): number {
    if (this.#sliceEndsAt === undefined) {
      this.#sliceEndsAt = performance.now() + this.#limits.sliceMs;
      setImmediate(() => {
        this.#sliceEndsAt = undefined;
        this.#drain();
      });
    }
    return this.#sliceEndsAt;
  }

  /** Takes requests from the queues in turn, so that a long queue does not block the other. */
  #drain(): void {
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const queue of this.#queues) if (this.#drainOne(queue)) isMore = true;
    }
  }

  /** Returns whether the first pending request has left the queue. */
  #drainOne(queue: RequestQueue): boolean {
    const { first } = queue;
    // The order matters: `#isInSlice` begins a slice, and a queue that waits for a slot must not, or it would busy-loop.
    if (first === undefined || (first.needsSlot && !queue.inFlight.hasSlot) || !this.#isInSlice())
      return false;
    if (first.request.socket.destroyed) queue.shift();
    else if (queue.isExpired(first)) {
      queue.shift();
      this.reject(first);
    } else if (this.#tryStart(queue, first)) queue.shift();
    else return false;
    return true;
  }

  /** Returns false if the request needs a slot and none is free. Another request leaves the queue. */
  #tryStart(queue: RequestQueue, pending: PendingRequest): boolean {
    const { fast, request, response } = pending;
    if (fast !== undefined && !pending.needsSlot) {
      if (this.#fastPath.answer(fast, request, response)) return true;
      pending.needsSlot = true;
      if (fast.kind === "record") {
        this.#admit(pending, this.#regular);
        return true;
      }
    }
    if (!queue.inFlight.hasSlot) return false;
    queue.start(pending);
    return true;
  }

  #answer(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
    const { status, headers, body } = this.#renderRejection(request.url ?? "", error, request);
    const text = JSON.stringify(body);
    const isLast = this.#isShuttingDown || this.#excessSockets.has(request.socket);
    const length = { "content-length": Buffer.byteLength(text) };
    const known = response.getHeaders() as OutgoingHttpHeaders;
    response
      .writeHead(status, { ...headers, ...known, ...length, ...(isLast && { connection: "close" }) })
      .end(text);
  }

  /** Bypasses the framework, which would log the request's path if its handler still answers later. */
  #answerTimeout(reply: FastifyReply): void {
    const { request, raw } = reply;
    const error = responseTimeout();
    logFailure(request, error);
    reply.hijack();
    raw.setHeader("x-request-id", request.id);
    this.#answer(request.raw, raw, error);
  }

  #sweep(): void {
    for (const queue of this.#queues) {
      queue.inFlight.sweep();
      for (const pending of queue.takeExpired()) this.reject(pending);
    }
    if (this.#rejected > 0)
      this.#logger.warn({ rejected: this.#rejected }, "overloaded: requests were rejected");
    this.#rejected = 0;
  }
}
