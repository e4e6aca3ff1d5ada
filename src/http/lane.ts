import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Limits } from "./limits.ts";
import type { Way } from "./shortcut.ts";
import { UnderWay } from "./under-way.ts";

export interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly handle: RequestListener;
  /** Where it may go past the framework. */
  readonly way: Way | undefined;
  /** It has no way past the framework, or that was tried in vain. */
  needsRoom: boolean;
  readonly at: number;
}

/** Requests of a kind: those that are being answered, and those that wait for one of them to end. */
export class Lane {
  readonly underWay: UnderWay;
  readonly #limits: Limits;
  #waiting: Arrived[] = [];

  constructor(limits: Limits, onFreed: () => void, onLate: (reply: FastifyReply) => void) {
    this.#limits = limits;
    this.underWay = new UnderWay(limits, onFreed, onLate);
  }

  /** Who waits for longest. */
  get first(): Arrived | undefined {
    return this.#waiting[0];
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#limits.waitingMax;
  }

  push(arrived: Arrived): void {
    this.#waiting.push(arrived);
  }

  shift(): void {
    this.#waiting.shift();
  }

  begin({ request, response, handle }: Arrived): void {
    this.underWay.add(response);
    handle(request, response);
  }

  isTooOld({ at }: Arrived): boolean {
    return performance.now() - at > this.#limits.waitMs;
  }

  /** Nobody waits any more; gives who did. */
  empty(): readonly Arrived[] {
    return this.#waiting.splice(0);
  }

  /** Those who have waited too long do not wait any more. */
  takeTooOld(): readonly Arrived[] {
    const tooOld = this.#waiting.filter((arrived) => this.isTooOld(arrived));
    this.#waiting = this.#waiting.filter((arrived) => !tooOld.includes(arrived));
    return tooOld;
  }
}
