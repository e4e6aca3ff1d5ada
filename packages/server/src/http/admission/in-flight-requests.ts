import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "../limits.ts";

interface InFlightRequest {
  /** When all of the request was there, as far as is known. */
  completeAt: number;
  /** Whether one request less may be begun because of it. */
  isCounted: boolean;
  reply?: FastifyReply;
}

/** The requests that are being answered: how many they are, and which of them take too long. */
export class InFlightRequests {
  readonly #limits: Limits;
  readonly #onFreed: () => void;
  readonly #onLate: (reply: FastifyReply) => void;
  readonly #requests = new Map<ServerResponse, InFlightRequest>();
  #counted = 0;

  constructor(limits: Limits, onFreed: () => void, onLate: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.#onFreed = onFreed;
    this.#onLate = onLate;
  }

  get hasSlot(): boolean {
    return this.#counted < this.#limits.inFlightMax;
  }

  add(response: ServerResponse): void {
    this.#requests.set(response, { completeAt: performance.now(), isCounted: true });
    this.#counted += 1;
    response.once("close", () => this.release(response));
  }

  /** From now on it can be answered in the framework's place. */
  handled(reply: FastifyReply): void {
    const answering = this.#requests.get(reply.raw);
    if (answering !== undefined) answering.reply = reply;
  }

  /** What is answered, or lasts as long as its reader likes. */
  release(response: ServerResponse): void {
    const answering = this.#requests.get(response);
    if (answering === undefined) return;
    this.#requests.delete(response);
    this.#uncount(answering);
  }

  /** Once in a while: what nothing else would ever end. */
  sweep(): void {
    const now = performance.now();
    for (const [response, answering] of this.#requests) this.#check(response, answering, now);
  }

  #check(response: ServerResponse, answering: InFlightRequest, now: number): void {
    // Node tells nobody when a connection ends before a pipelined answer has had its turn.
    if (response.req.socket.destroyed) this.release(response);
    else if (!response.req.complete) this.#stopCounting(answering, now);
    else if (now - answering.completeAt > this.#limits.responseMs && !response.headersSent)
      this.#giveUp(answering);
  }

  /** Those who send slowly must not keep out the others. */
  #stopCounting(answering: InFlightRequest, now: number): void {
    this.#uncount(answering);
    answering.completeAt = now;
  }

  #giveUp({ reply }: InFlightRequest): void {
    if (reply !== undefined) this.#onLate(reply);
  }

  #uncount(answering: InFlightRequest): void {
    if (!answering.isCounted) return;
    answering.isCounted = false;
    this.#counted -= 1;
    this.#onFreed();
  }
}
