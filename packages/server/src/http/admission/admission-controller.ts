import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import { type HttpError, headersTooLarge, overloaded, responseTimeout, shuttingDown } from "../errors.ts";
import { headersMax, type Limits } from "../limits.ts";
import type { RenderRejection } from "../listener.ts";
import type { FastPath } from "../mounting/fast-path.ts";
import { logFailure } from "../observability/log.ts";
import { type PendingRequest, RequestQueue } from "./request-queue.ts";

/** Answered whatever else there is to do. */
const exemptPaths = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Stands before the framework. It begins no more requests than can be answered well, lets some wait in the order
 * in which they came, and refuses the others while that is still cheap. A turn of the event loop begins requests for
 * a few milliseconds only: so /healthz is answered in time, however many wait. What has a shortcut goes in a lane of
 * its own, so that a database that hangs, and keeps all the others, does not keep what memory answers.
 */
export class AdmissionController {
  readonly #limits: Limits;
  readonly #refuse: RenderRejection;
  readonly #shortcuts: FastPath;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #excess = new WeakSet<object>();
  readonly #fast: RequestQueue;
  readonly #regular: RequestQueue;
  readonly #queues: readonly RequestQueue[];
  #connections = 0;
  #rejected = 0;
  #lastRejectionAt = Number.NEGATIVE_INFINITY;
  #sliceEndsAt: number | undefined;
  #isStopping = false;

  constructor(limits: Limits, refuse: RenderRejection, shortcuts: FastPath, logger: Logger) {
    this.#limits = limits;
    this.#refuse = refuse;
    this.#shortcuts = shortcuts;
    this.#logger = logger;
    const makeLane = () =>
      new RequestQueue(
        limits,
        () => this.#wake(),
        (reply) => this.#answerTimeout(reply),
      );
    [this.#fast, this.#regular] = [makeLane(), makeLane()];
    this.#queues = [this.#fast, this.#regular];
    this.#timer = setInterval(() => this.#sweep(), limits.sweepMs).unref();
  }

  /** What the HTTP server is given in place of `handle`. */
  wrap(handle: RequestListener): RequestListener {
    return (request, response) => {
      if (exemptPaths.has(request.url ?? "")) return handle(request, response);
      if (this.#isStopping) return this.#answer(request, response, shuttingDown());
      if (request.rawHeaders.length > 2 * headersMax)
        return this.#answer(request, response, headersTooLarge());
      const fastRoute = this.#shortcuts.find(request);
      const needsSlot = fastRoute === undefined;
      const pending = { request, response, handle, fastRoute, needsSlot, at: performance.now() };
      if (this.#excess.has(request.socket)) return this.#reject(pending);
      const lane = fastRoute === undefined ? this.#regular : this.#fast;
      if (lane.first === undefined && this.#isInSlice() && this.#tryBegin(lane, pending)) return;
      if (lane.isFull) return this.#reject(pending);
      lane.push(pending);
      this.#wake();
    };
  }

  /** From now on it can be answered in the framework's place. */
  handled(reply: FastifyReply): void {
    for (const { inFlight } of this.#queues) inFlight.handled(reply);
  }

  /** It lasts as long as its reader likes. */
  release(response: ServerResponse): void {
    for (const { inFlight } of this.#queues) inFlight.release(response);
  }

  connected(socket: Socket): void {
    this.#connections += 1;
    if (this.#connections > this.#limits.connectionsMax) this.#excess.add(socket);
    socket.once("close", () => {
      this.#connections -= 1;
    });
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopping = true;
    for (const lane of this.#queues)
      for (const { request, response } of lane.empty()) this.#answer(request, response, shuttingDown());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** However short a turn is, it begins one. */
  #isInSlice(): boolean {
    const isFirst = this.#sliceEndsAt === undefined;
    return performance.now() < this.#sliceEnd() || isFirst;
  }

  #wake(): void {
    if (this.#queues.some(({ first }) => first !== undefined)) this.#sliceEnd();
  }

  /** Until when this turn of the event loop begins requests; the next turn goes on with those that wait. */
  #sliceEnd(): number {
    if (this.#sliceEndsAt === undefined) {
      this.#sliceEndsAt = performance.now() + this.#limits.sliceMs;
      setImmediate(() => {
        this.#sliceEndsAt = undefined;
        this.#drain();
      });
    }
    return this.#sliceEndsAt;
  }

  /** One of each lane after the other, so that a long one does not keep the other. */
  #drain(): void {
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const lane of this.#queues) if (this.#drainQueue(lane)) isMore = true;
    }
  }

  /** Says whether the first who waited waits no more. */
  #drainQueue(lane: RequestQueue): boolean {
    const { first } = lane;
    // Asking for a turn makes one: who needs room and has none waits for the end of another request.
    if (first === undefined || (first.needsSlot && !lane.inFlight.hasSlot) || !this.#isInSlice())
      return false;
    if (first.request.socket.destroyed) lane.shift();
    else if (lane.isExpired(first)) {
      lane.shift();
      this.#reject(first);
    } else if (this.#tryBegin(lane, first)) lane.shift();
    else return false;
    return true;
  }

  #tryBegin(lane: RequestQueue, pending: PendingRequest): boolean {
    const { fastRoute, request, response } = pending;
    if (fastRoute !== undefined && !pending.needsSlot && this.#shortcuts.answer(fastRoute, request, response))
      return true;
    pending.needsSlot = true;
    if (!lane.inFlight.hasSlot) return false;
    lane.begin(pending);
    return true;
  }

  #reject({ request, response }: PendingRequest): void {
    const { rejectionDelayMs, rejectionGapMs } = this.#limits;
    const now = performance.now();
    this.#rejected += 1;
    this.#lastRejectionAt = Math.max(now + rejectionDelayMs, this.#lastRejectionAt + rejectionGapMs);
    setTimeout(() => this.#answer(request, response, overloaded()), this.#lastRejectionAt - now);
  }

  #answer(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
    const { status, headers, body } = this.#refuse(request.url ?? "", error, request);
    const text = JSON.stringify(body);
    const isLast = this.#isStopping || this.#excess.has(request.socket);
    const length = { "content-length": Buffer.byteLength(text) };
    const known = response.getHeaders() as OutgoingHttpHeaders;
    response
      .writeHead(status, { ...headers, ...known, ...length, ...(isLast && { connection: "close" }) })
      .end(text);
  }

  /** In the framework's place, which would log the path when the answer comes after all. */
  #answerTimeout(reply: FastifyReply): void {
    const { request, raw } = reply;
    const error = responseTimeout();
    logFailure(request, error);
    reply.hijack();
    raw.setHeader("x-request-id", request.id);
    this.#answer(request.raw, raw, error);
  }

  #sweep(): void {
    for (const lane of this.#queues) {
      lane.inFlight.sweep();
      for (const pending of lane.takeExpired()) this.#reject(pending);
    }
    if (this.#rejected > 0) this.#logger.warn({ refused: this.#rejected }, "there is more to do than we can");
    this.#rejected = 0;
  }
}
