import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "../limits.ts";
import type { MountedFastRoute } from "../mounting/fast-path.ts";
import { InFlightRequests } from "./in-flight-requests.ts";

export interface PendingRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly handle: RequestListener;
  /** Where it may go past the framework. */
  readonly fastRoute: MountedFastRoute | undefined;
  /** It has no way past the framework, or that was tried in vain. */
  needsSlot: boolean;
  readonly at: number;
}

/** Requests of a kind: those that are being answered, and those that wait for one of them to end. */
export class RequestQueue {
  readonly inFlight: InFlightRequests;
  readonly #limits: Limits;
  #waiting: PendingRequest[] = [];

  constructor(limits: Limits, onFreed: () => void, onLate: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.inFlight = new InFlightRequests(limits, onFreed, onLate);
  }

  /** Who waits for longest. */
  get first(): PendingRequest | undefined {
    return this.#waiting[0];
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#limits.queuedMax;
  }

  push(pending: PendingRequest): void {
    this.#waiting.push(pending);
  }

  shift(): void {
    this.#waiting.shift();
  }

  begin({ request, response, handle }: PendingRequest): void {
    this.inFlight.add(response);
    handle(request, response);
  }

  isExpired({ at }: PendingRequest): boolean {
    return performance.now() - at > this.#limits.queueTimeoutMs;
  }

  /** Nobody waits any more; gives who did. */
  empty(): readonly PendingRequest[] {
    return this.#waiting.splice(0);
  }

  /** Those who have waited too long do not wait any more. */
  takeExpired(): readonly PendingRequest[] {
    const tooOld = this.#waiting.filter((pending) => this.isExpired(pending));
    this.#waiting = this.#waiting.filter((pending) => !tooOld.includes(pending));
    return tooOld;
  }
}
