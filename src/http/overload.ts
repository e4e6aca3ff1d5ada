import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import { answerLate, type CoreError, headTooLarge, overloaded, stopping } from "../core/errors.ts";
import { type Arrived, Lane } from "./lane.ts";
import { headersMax, type Limits } from "./limits.ts";
import type { Refuse } from "./listener.ts";
import { logFailure } from "./log.ts";
import type { Shortcuts } from "./shortcut.ts";

/** Answered whatever else there is to do. */
const spared = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Stands before the framework. It begins no more requests than can be answered well, lets some wait in the order
 * in which they came, and refuses the others while that is still cheap. A turn of the event loop begins requests for
 * a few milliseconds only: so /healthz is answered in time, however many wait. What has a shortcut goes in a lane of
 * its own, so that a database that hangs, and keeps all the others, does not keep what memory answers.
 */
export class Overload {
  readonly #limits: Limits;
  readonly #refuse: Refuse;
  readonly #shortcuts: Shortcuts;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #surplus = new WeakSet<object>();
  readonly #short: Lane;
  readonly #long: Lane;
  readonly #lanes: readonly Lane[];
  #connections = 0;
  #refused = 0;
  #lastRefusalAt = Number.NEGATIVE_INFINITY;
  #turnEndsAt: number | undefined;
  #isStopping = false;

  constructor(limits: Limits, refuse: Refuse, shortcuts: Shortcuts, logger: Logger) {
    this.#limits = limits;
    this.#refuse = refuse;
    this.#shortcuts = shortcuts;
    this.#logger = logger;
    const makeLane = () =>
      new Lane(
        limits,
        () => this.#wake(),
        (reply) => this.#answerLate(reply),
      );
    [this.#short, this.#long] = [makeLane(), makeLane()];
    this.#lanes = [this.#short, this.#long];
    this.#timer = setInterval(() => this.#lookAfter(), limits.checkMs).unref();
  }

  /** What the HTTP server is given in place of `handle`. */
  over(handle: RequestListener): RequestListener {
    return (request, response) => {
      if (spared.has(request.url ?? "")) return handle(request, response);
      if (this.#isStopping) return this.#answer(request, response, stopping());
      if (request.rawHeaders.length > 2 * headersMax) return this.#answer(request, response, headTooLarge());
      const way = this.#shortcuts.find(request);
      const needsRoom = way === undefined;
      const arrived = { request, response, handle, way, needsRoom, at: performance.now() };
      if (this.#surplus.has(request.socket)) return this.#turnAway(arrived);
      const lane = way === undefined ? this.#long : this.#short;
      if (lane.first === undefined && this.#isInTurn() && this.#tryBegin(lane, arrived)) return;
      if (lane.isFull) return this.#turnAway(arrived);
      lane.push(arrived);
      this.#wake();
    };
  }

  /** From now on it can be answered in the framework's place. */
  handled(reply: FastifyReply): void {
    for (const { underWay } of this.#lanes) underWay.handled(reply);
  }

  /** It lasts as long as its reader likes. */
  letGo(response: ServerResponse): void {
    for (const { underWay } of this.#lanes) underWay.letGo(response);
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
    for (const lane of this.#lanes)
      for (const { request, response } of lane.empty()) this.#answer(request, response, stopping());
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
    if (this.#lanes.some(({ first }) => first !== undefined)) this.#endOfTurn();
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

  /** One of each lane after the other, so that a long one does not keep the other. */
  #goOn(): void {
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const lane of this.#lanes) if (this.#goOnIn(lane)) isMore = true;
    }
  }

  /** Says whether the first who waited waits no more. */
  #goOnIn(lane: Lane): boolean {
    const { first } = lane;
    // Asking for a turn makes one: who needs room and has none waits for the end of another request.
    if (first === undefined || (first.needsRoom && !lane.underWay.hasRoom) || !this.#isInTurn()) return false;
    if (first.request.socket.destroyed) lane.shift();
    else if (lane.isTooOld(first)) {
      lane.shift();
      this.#turnAway(first);
    } else if (this.#tryBegin(lane, first)) lane.shift();
    else return false;
    return true;
  }

  #tryBegin(lane: Lane, arrived: Arrived): boolean {
    const { way, request, response } = arrived;
    if (way !== undefined && !arrived.needsRoom && this.#shortcuts.answer(way, request, response))
      return true;
    arrived.needsRoom = true;
    if (!lane.underWay.hasRoom) return false;
    lane.begin(arrived);
    return true;
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
    for (const lane of this.#lanes) {
      lane.underWay.lookAfter();
      for (const arrived of lane.takeTooOld()) this.#turnAway(arrived);
    }
    if (this.#refused > 0) this.#logger.warn({ refused: this.#refused }, "there is more to do than we can");
    this.#refused = 0;
  }
}
