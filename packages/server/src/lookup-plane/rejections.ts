import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { render } from "../dialects/native/errors.ts";
import { type HttpError, headersTooLarge, overloaded, shuttingDown } from "../http/errors.ts";
import { headersMax, type Limits } from "../http/limits.ts";
import type { RenderRejection } from "../http/listener.ts";
import { errorResponse } from "../http/mounting/error-response.ts";
import { requestIdOf } from "../http/observability/request-id.ts";
import { headError } from "../http/request-head.ts";
import { commonHeaders } from "../http/response-headers.ts";
import type { ThreadCounters } from "./thread-counters.ts";

/** Never rejected because of load. */
export const healthPaths: ReadonlySet<string | undefined> = new Set(["/healthz", "/readyz"]);

/** Answers the requests that a lookup thread rejects without asking the main thread. */
export class Rejections {
  readonly #limits: Limits;
  readonly #counters: ThreadCounters;
  readonly #excessSockets = new WeakSet<object>();
  #isShuttingDown = false;

  constructor(limits: Limits, counters: ThreadCounters) {
    this.#limits = limits;
    this.#counters = counters;
  }

  readonly render: RenderRejection = (_path, error, { method = "", headers } = { headers: {} }) => {
    const response = errorResponse({ render }, error, { method, headers });
    const requestId = requestIdOf(headers);
    return { ...response, headers: { ...commonHeaders, "x-request-id": requestId, ...response.headers } };
  };

  /** `count` is the number of connections with this one. */
  connected(socket: Socket, count: number): void {
    if (count > this.#limits.connectionsMax) this.#excessSockets.add(socket);
  }

  /** Further requests get a 503, and every response closes its connection. */
  shutDown(): void {
    this.#isShuttingDown = true;
  }

  /** Whether the response to the request closes its connection. */
  isClosing({ socket }: IncomingMessage): boolean {
    return this.#isShuttingDown || this.#excessSockets.has(socket);
  }

  /** Answers a request that must not be processed; returns false for every other one. */
  rejects(request: IncomingMessage, response: ServerResponse): boolean {
    const error = headError(request);
    if (error !== undefined) this.answer(request, response, error);
    else if (healthPaths.has(request.url)) return false;
    else if (this.#isShuttingDown) this.answer(request, response, shuttingDown());
    else if (request.rawHeaders.length > 2 * headersMax) this.answer(request, response, headersTooLarge());
    else if (this.#excessSockets.has(request.socket)) this.answerOverloaded(request, response);
    else return false;
    return true;
  }

  /** After a delay, so that a client that retries immediately cannot busy-loop. */
  answerOverloaded(request: IncomingMessage, response: ServerResponse): void {
    setTimeout(() => this.answer(request, response, overloaded()), this.#limits.rejectionDelayMs);
  }

  answer(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
    const { status, headers, body } = this.render(request.url ?? "", error, request);
    this.#send(request, response, { status, headers, body });
  }

  sendJson(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
    const headers = {
      ...commonHeaders,
      "content-type": "application/json; charset=utf-8",
      "x-request-id": requestIdOf(request.headers),
    };
    this.#send(request, response, { status, headers, body });
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Rendered): void {
    this.#counters.add("other");
    const text = JSON.stringify(body);
    const length = { "content-length": Buffer.byteLength(text) };
    const isLast = this.isClosing(request);
    response.writeHead(status, { ...headers, ...length, ...(isLast && { connection: "close" }) }).end(text);
  }
}

interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}
