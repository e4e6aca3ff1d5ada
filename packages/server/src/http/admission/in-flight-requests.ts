import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "../limits.ts";

interface InFlightRequest {
  /** When the complete request had arrived, as of the last sweep. */
  completeAt: number;
  /** Whether the request occupies a slot. */
  isCounted: boolean;
  reply?: FastifyReply;
}

/** The requests of one queue that are being processed: their number, and which of them take too long. */
export class InFlightRequests {
  readonly #limits: Limits;
  readonly #onSlotFreed: () => void;
  readonly #onResponseTimeout: (reply: FastifyReply) => void;
  readonly #requests = new Map<ServerResponse, InFlightRequest>();
  #counted = 0;

  constructor(limits: Limits, onSlotFreed: () => void, onResponseTimeout: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.#onSlotFreed = onSlotFreed;
    this.#onResponseTimeout = onResponseTimeout;
  }

  get hasSlot(): boolean {
    return this.#counted < this.#limits.inFlightMax;
  }

  add(response: ServerResponse): void {
    this.#requests.set(response, { completeAt: performance.now(), isCounted: true });
    this.#counted += 1;
    response.once("close", () => this.release(response));
  }

  /** Registers the framework's reply. Without one a response timeout cannot be answered. */
  setReply(reply: FastifyReply): void {
    const request = this.#requests.get(reply.raw);
    if (request !== undefined) request.reply = reply;
  }

  /** Forgets a request that is answered, or whose response lasts as long as its client stays. */
  release(response: ServerResponse): void {
    const request = this.#requests.get(response);
    if (request === undefined) return;
    this.#requests.delete(response);
    this.#freeSlot(request);
  }

  /** Releases the requests of closed connections and reports response timeouts. Called every `sweepMs`. */
  sweep(): void {
    const now = performance.now();
    for (const [response, request] of this.#requests) this.#check(response, request, now);
  }

  #check(response: ServerResponse, request: InFlightRequest, now: number): void {
    // Node emits no `close` when a connection ends before the turn of a pipelined response.
    if (response.req.socket.destroyed) this.release(response);
    else if (!response.req.complete) this.#stopCounting(request, now);
    else if (now - request.completeAt > this.#limits.responseMs && !response.headersSent)
      this.#timeOut(request);
  }

  /** Slow uploads do not count against the limit. */
  #stopCounting(request: InFlightRequest, now: number): void {
    this.#freeSlot(request);
    request.completeAt = now;
  }

  #timeOut({ reply }: InFlightRequest): void {
    if (reply !== undefined) this.#onResponseTimeout(reply);
  }

  #freeSlot(request: InFlightRequest): void {
    if (!request.isCounted) return;
    request.isCounted = false;
    this.#counted -= 1;
    this.#onSlotFreed();
  }
}
