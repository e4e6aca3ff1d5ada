import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "../limits.ts";
import type { FastRequest } from "../mounting/fast-routes.ts";
import { InFlightRequests } from "./in-flight-requests.ts";

export interface PendingRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly handle: RequestListener;
  /** Set if the request may bypass the framework. */
  readonly fast: FastRequest | undefined;
  /** Whether the request goes through the framework, because it has no fast route or that route could not answer. */
  needsSlot: boolean;
  /** When the request was queued, by `performance.now()`. */
  readonly at: number;
}

/** A FIFO queue of pending requests, with the in-flight requests that were taken from it. */
export class RequestQueue {
  readonly inFlight: InFlightRequests;
  readonly #limits: Limits;
  #pending: PendingRequest[] = [];

  constructor(limits: Limits, onSlotFreed: () => void, onResponseTimeout: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.inFlight = new InFlightRequests(limits, onSlotFreed, onResponseTimeout);
  }

  /** The request that has waited longest. */
  get first(): PendingRequest | undefined {
    return this.#pending[0];
  }

  get isFull(): boolean {
    return this.#pending.length >= this.#limits.queuedMax;
  }

  push(pending: PendingRequest): void {
    this.#pending.push(pending);
  }

  shift(): void {
    this.#pending.shift();
  }

  /** Passes a request to the framework. It occupies an in-flight slot until it is answered. */
  start({ request, response, handle }: PendingRequest): void {
    this.inFlight.add(response);
    handle(request, response);
  }

  isExpired({ at }: PendingRequest): boolean {
    return performance.now() - at > this.#limits.queueTimeoutMs;
  }

  /** Removes and returns all pending requests. */
  takeAll(): readonly PendingRequest[] {
    return this.#pending.splice(0);
  }

  /** Removes and returns the pending requests that have waited longer than the queue timeout. */
  takeExpired(): readonly PendingRequest[] {
    const expired = this.#pending.filter((pending) => this.isExpired(pending));
    this.#pending = this.#pending.filter((pending) => !expired.includes(pending));
    return expired;
  }
}
