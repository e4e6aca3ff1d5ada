import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, internalError, routeNotFound } from "../http/errors.ts";
import type { InjectedResponse } from "../http/injected-request.ts";
import type { Limits } from "../http/limits.ts";
import type { MainThread } from "./main-thread.ts";
import { inboundPath, outboundPath } from "./plain-lookup.ts";
import { readBody } from "./read-body.ts";
import { healthPaths, type Rejections } from "./rejections.ts";
import type { ThreadCounters } from "./thread-counters.ts";

export interface ForwardingParts {
  readonly main: MainThread;
  readonly counters: ThreadCounters;
  readonly limits: Limits;
}

/** Has the main thread answer requests, as its own port would. */
export class ForwardedRequests {
  readonly #parts: ForwardingParts;
  readonly #rejections: Rejections;

  constructor(parts: ForwardingParts, rejections: Rejections) {
    this.#parts = parts;
    this.#rejections = rejections;
  }

  /** Forwards a request for a path of this port, after its body has arrived. */
  async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isServed(request.url ?? "")) return this.#rejections.answer(request, response, routeNotFound(hint));
    const body = await readBody(request);
    if (body !== null) await this.forwardBody(request, response, body);
  }

  async forwardBody(
    request: IncomingMessage,
    response: ServerResponse,
    body: Uint8Array | undefined,
  ): Promise<void> {
    const { method = "", url = "", headers, socket } = request;
    const address = socket.remoteAddress ?? "";
    const { main, limits, counters } = this.#parts;
    try {
      const question = { kind: "http", method, url, headers, body, address } as const;
      const answer = await main.ask(question, limits.responseMs);
      counters.add("main");
      this.#send(request, response, answer);
    } catch (thrown) {
      const error = thrown instanceof HttpError ? thrown : internalError(thrown);
      if (response.headersSent || socket.destroyed) return;
      if (error.code === "overloaded") this.#rejections.answerOverloaded(request, response);
      else this.#rejections.answer(request, response, error);
    }
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, headers, body }: InjectedResponse,
  ): void {
    if (request.socket.destroyed) return;
    const isLast = this.#rejections.isClosing(request);
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => [name, one]),
    );
    response.writeHead(status, isLast ? [...lines, "connection", "close"] : lines);
    // A response to HEAD has the length of its body, but not the body.
    response.end(request.method === "HEAD" ? undefined : body);
  }
}

const hint = `This port has only ${inboundPath} and ${outboundPath}. The other paths are at the main port.`;

/** Spelled in any way that the main port's router accepts. */
function isServed(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  try {
    const decoded = decodeURIComponent(path);
    return decoded.startsWith(routesPrefix) || healthPaths.has(decoded);
  } catch {
    return path.startsWith(routesPrefix);
  }
}

const routesPrefix = "/registry/v1/routes/";
