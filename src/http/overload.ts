import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import { answerLate, type CoreError, headTooLarge, overloaded, stopping } from "../core/errors.ts";
import { headersMax, type Limits } from "./limits.ts";
import type { Refuse } from "./listener.ts";
import { logFailure } from "./log.ts";
import type { AnswerAtOnce } from "./shortcut.ts";
import { UnderWay } from "./under-way.ts";

interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly handle: RequestListener;
  readonly at: number;
}

/** Answered whatever else there is to do. */
const spared = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Stands before the framework. It begins no more requests than can be answered well, lets some wait in the order
 * in which they came, and refuses the others while that is still cheap. A turn of the event loop begins requests for
 * a few milliseconds only: so /healthz is answered in time, however many wait.
 */
export class Overload {
  readonly underWay: UnderWay;
  readonly #limits: Limits;
  readonly #refuse: Refuse;
  readonly #answerAtOnce: AnswerAtOnce;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #surplus = new WeakSet<object>();
  #waiting: Arrived[] = [];
  #connections = 0;
  #refused = 0;
  #lastRefusalAt = Number.NEGATIVE_INFINITY;
  #turnEndsAt: number | undefined;
  #isStopping = false;

  constructor(limits: Limits, refuse: Refuse, answerAtOnce: AnswerAtOnce, logger: Logger) {
    this.#limits = limits;
    this.#refuse = refuse;
    this.#answerAtOnce = answerAtOnce;
    this.#logger = logger;
    this.underWay = new UnderWay(
      limits,
      () => this.#wake(),
      (reply) => this.#answerLate(reply),
    );
    this.#timer = setInterval(() => this.#lookAfter(), limits.checkMs).unref();
  }

  /** What the HTTP server is given in place of `handle`. */
  over(handle: RequestListener): RequestListener {
    return (request, response) => {
      if (spared.has(request.url ?? "")) return handle(request, response);
      if (this.#isStopping) return this.#answer(request, response, stopping());
      if (request.rawHeaders.length > 2 * headersMax) return this.#answer(request, response, headTooLarge());
      const arrived = { request, response, handle, at: performance.now() };
      if (this.#surplus.has(request.socket)) return this.#turnAway(arrived);
      const isInTurn = this.#isInTurn();
      if (isInTurn && this.#answerAtOnce(request, response)) return;
      if (isInTurn && this.#waiting.length === 0 && this.underWay.hasRoom) return this.#begin(arrived);
      if (this.#waiting.length >= this.#limits.waitingMax) return this.#turnAway(arrived);
      this.#waiting.push(arrived);
      this.#wake();
    };
  }

  connected(socket: Socket): void {
    this.#connections += 1;
    if (this.#connections > this.#limits.connectionsMax) this.#surplus.add(socket);
    socket.once("close", () => {
      this.#connections -= 1;
    });
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopping = true;
    for (const { request, response } of this.#waiting.splice(0)) this.#answer(request, response, stopping());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** However short a turn is, it begins one. */
  #isInTurn(): boolean {
    const isFirst = this.#turnEndsAt === undefined;
    return performance.now() < this.#endOfTurn() || isFirst;
  }

  #wake(): void {
    if (this.#waiting.length > 0) this.#endOfTurn();
  }

  /** Until when this turn of the event loop begins requests; the next turn goes on with those that wait. */
  #endOfTurn(): number {
    if (this.#turnEndsAt === undefined) {
      this.#turnEndsAt = performance.now() + this.#limits.turnMs;
      setImmediate(() => {
        this.#turnEndsAt = undefined;
        this.#goOn();
      });
    }
    return this.#turnEndsAt;
  }

  #goOn(): void {
    while (this.#waiting.length > 0 && this.underWay.hasRoom && this.#isInTurn()) {
      const arrived = this.#waiting.shift();
      if (arrived === undefined || arrived.request.socket.destroyed) continue;
      if (this.#isTooOld(arrived)) this.#turnAway(arrived);
      else if (!this.#answerAtOnce(arrived.request, arrived.response)) this.#begin(arrived);
    }
  }

  #begin({ request, response, handle }: Arrived): void {
    this.underWay.add(response);
    handle(request, response);
  }

  #isTooOld({ at }: Arrived): boolean {
    return performance.now() - at > this.#limits.waitMs;
  }

  #turnAway({ request, response }: Arrived): void {
    const { refusalDelayMs, refusalGapMs } = this.#limits;
    const now = performance.now();
    this.#refused += 1;
    this.#lastRefusalAt = Math.max(now + refusalDelayMs, this.#lastRefusalAt + refusalGapMs);
    setTimeout(() => this.#answer(request, response, overloaded()), this.#lastRefusalAt - now);
  }

  #answer(request: IncomingMessage, response: ServerResponse, error: CoreError): void {
    const { status, headers, body } = this.#refuse(request.url ?? "", error, request);
    const text = JSON.stringify(body);
    const isLast = this.#isStopping || this.#surplus.has(request.socket);
    const length = { "content-length": Buffer.byteLength(text) };
    const known = response.getHeaders() as OutgoingHttpHeaders;
    response
      .writeHead(status, { ...headers, ...known, ...length, ...(isLast && { connection: "close" }) })
      .end(text);
  }

  /** In the framework's place, which would log the path when the answer comes after all. */
  #answerLate(reply: FastifyReply): void {
    const { request, raw } = reply;
    const error = answerLate();
    logFailure(request, error);
    reply.hijack();
    raw.setHeader("x-request-id", request.id);
    this.#answer(request.raw, raw, error);
  }

  #lookAfter(): void {
    this.underWay.lookAfter();
    const tooOld = this.#waiting.filter((arrived) => this.#isTooOld(arrived));
    this.#waiting = this.#waiting.filter((arrived) => !tooOld.includes(arrived));
    for (const arrived of tooOld) this.#turnAway(arrived);
    if (this.#refused > 0) this.#logger.warn({ refused: this.#refused }, "there is more to do than we can");
    this.#refused = 0;
  }
}
