import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "./limits.ts";

interface Answering {
  /** When all of the request was there, as far as is known. */
  completeAt: number;
  /** Whether one request less may be begun because of it. */
  isCounted: boolean;
  reply?: FastifyReply;
}

/** The requests that are being answered: how many they are, and which of them take too long. */
export class UnderWay {
  readonly #limits: Limits;
  readonly #onFreed: () => void;
  readonly #onLate: (reply: FastifyReply) => void;
  readonly #answering = new Map<ServerResponse, Answering>();
  #counted = 0;

  constructor(limits: Limits, onFreed: () => void, onLate: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.#onFreed = onFreed;
    this.#onLate = onLate;
  }

  get hasRoom(): boolean {
    return this.#counted < this.#limits.runningMax;
  }

  add(response: ServerResponse): void {
    this.#answering.set(response, { completeAt: performance.now(), isCounted: true });
    this.#counted += 1;
    response.once("close", () => this.letGo(response));
  }

  /** From now on it can be answered in the framework's place. */
  handled(reply: FastifyReply): void {
    const answering = this.#answering.get(reply.raw);
    if (answering !== undefined) answering.reply = reply;
  }

  /** What is answered, or lasts as long as its reader likes. */
  letGo(response: ServerResponse): void {
    const answering = this.#answering.get(response);
    if (answering === undefined) return;
    this.#answering.delete(response);
    this.#uncount(answering);
  }

  /** Once in a while: what nothing else would ever end. */
  lookAfter(): void {
    const now = performance.now();
    for (const [response, answering] of this.#answering) this.#judge(response, answering, now);
  }

  #judge(response: ServerResponse, answering: Answering, now: number): void {
    // Node tells nobody when a connection ends before a pipelined answer has had its turn.
    if (response.req.socket.destroyed) this.letGo(response);
    else if (!response.req.complete) this.#excuse(answering, now);
    else if (now - answering.completeAt > this.#limits.answerMs && !response.headersSent)
      this.#giveUp(answering);
  }

  /** Those who send slowly must not keep out the others. */
  #excuse(answering: Answering, now: number): void {
    this.#uncount(answering);
    answering.completeAt = now;
  }

  #giveUp({ reply }: Answering): void {
    if (reply !== undefined) this.#onLate(reply);
  }

  #uncount(answering: Answering): void {
    if (!answering.isCounted) return;
    answering.isCounted = false;
    this.#counted -= 1;
    this.#onFreed();
  }
}
