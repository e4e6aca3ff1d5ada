import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as SecureServer } from "node:tls";
import type { MemoryContext } from "../core/routing/route-lookups.ts";
import { inboundTextFromMemory, outboundTextFromMemory } from "../dialects/native/memory-answers.ts";
import type { Limits } from "../http/limits.ts";
import { createLimitedServer, type TlsOptions } from "../http/listener.ts";
import { commonHeaders } from "../http/response-headers.ts";
import { answerBatch } from "./batches.ts";
import type { Caller, Callers } from "./callers.ts";
import { ForwardedRequests } from "./forwarded-requests.ts";
import type { MainThread } from "./main-thread.ts";
import { type PlainHead, PlainHeads, requestIdFrom } from "./plain-head.ts";
import { inboundPath, type PlainLookup, parseLookup } from "./plain-lookup.ts";
import { Rejections } from "./rejections.ts";
import type { LookupOperation, ThreadCounters } from "./thread-counters.ts";

export interface HttpDoorParts {
  readonly callers: Callers;
  readonly main: MainThread;
  readonly counters: ThreadCounters;
  readonly limits: Limits;
  /** Whether the main port may add CORS headers. */
  readonly hasCors: boolean;
  /** False when every request must be counted against a rate limit, which the main thread does. */
  readonly answersFromMemory: boolean;
  /** Whether the routing index is built. */
  readonly isReady: () => boolean;
  readonly tls?: TlsOptions | undefined;
}

/**
 * The HTTP door of a lookup thread. It answers lookups from memory, and has the main thread answer everything else, so
 * that every response is the main port's, byte for byte.
 */
export class HttpDoor {
  readonly server: Server;
  readonly #parts: HttpDoorParts;
  readonly #heads: PlainHeads;
  readonly #forwarded: ForwardedRequests;
  readonly #rejections: Rejections;
  readonly #lines: readonly string[];

  constructor(parts: HttpDoorParts) {
    this.#parts = parts;
    this.#heads = new PlainHeads(parts.hasCors);
    this.#rejections = new Rejections(parts.limits, parts.counters);
    this.#forwarded = new ForwardedRequests(parts, this.#rejections);
    this.#lines = [...(parts.hasCors ? ["vary", "Origin"] : []), ...Object.entries(commonHeaders).flat()];
    this.server = createLimitedServer({
      listener: (request, response) => this.#handle(request, response),
      limits: parts.limits,
      renderRejection: this.#rejections.render,
      onConnection: (socket) => this.#connected(socket),
      tls: parts.tls,
    });
  }

  /** Answers the requests in flight, and closes every connection after its response. */
  async close(drainMs: number): Promise<void> {
    this.#rejections.shutDown();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.close(() => resolve());
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), drainMs);
    await promise;
    clearTimeout(timer);
  }

  setCertificate(tls: TlsOptions): void {
    if (this.server instanceof SecureServer) this.server.setSecureContext(tls);
  }

  #connected(socket: Socket): void {
    const { counters } = this.#parts;
    counters.add("httpConnections");
    this.#rejections.connected(socket, counters.get("httpConnections"));
    socket.once("close", () => counters.add("httpConnections", -1));
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    if (this.#parts.answersFromMemory && request.method === "GET" && !this.#rejections.isClosing(request)) {
      const lookup = parseLookup(request.url ?? "");
      const head = lookup && this.#heads.read(request);
      if (lookup && head) this.#lookUp({ request, response, lookup, head, startedAt });
      else this.#handleOther(request, response, startedAt);
    } else this.#handleOther(request, response, startedAt);
  }

  #lookUp(asked: Asked): void {
    const { callers } = this.#parts;
    const { head, request, startedAt } = asked;
    const entry = callers.findUsable(head.credential, head.entry, startedAt);
    head.entry = entry;
    if (entry === undefined) {
      void this.#lookUpLater(asked);
      return;
    }
    const requestId = requestIdFrom(request);
    callers.recordUse(entry, head.credential, requestId, startedAt);
    if (!this.#answer(asked, entry.caller, requestId)) void this.#forwarded.forward(request, asked.response);
  }

  async #lookUpLater(asked: Asked): Promise<void> {
    const { head, request, response } = asked;
    const requestId = requestIdFrom(request);
    try {
      const entry = await this.#parts.callers.ask(head.credential, requestId);
      head.entry = entry;
      if (this.#answer(asked, entry.caller, requestId)) return;
    } catch {
      // The main thread has the same error, and renders it.
    }
    void this.#forwarded.forward(request, response);
  }

  /** Returns false when memory cannot answer. */
  #answer(asked: Asked, { context }: Caller, requestId: string): boolean {
    const text = textOf(context, asked.lookup);
    if (text === undefined) return false;
    this.#send(asked, text, requestId, asked.lookup.operation);
    return true;
  }

  #send(
    { request, response, startedAt }: Pick<Asked, "request" | "response" | "startedAt">,
    text: string,
    requestId: string,
    operation: LookupOperation,
  ): void {
    const length = Buffer.byteLength(text);
    const head = [
      ...this.#lines,
      ...["content-type", "application/json; charset=utf-8"],
      ...["content-length", String(length), "x-request-id", requestId],
    ];
    if (this.#rejections.isClosing(request)) head.push("connection", "close");
    const { counters } = this.#parts;
    counters.add("memory");
    counters.observe(operation, (performance.now() - startedAt) / 1000);
    // Text of ASCII characters takes a quarter of the time as latin1.
    response.writeHead(200, head).end(text, length === text.length ? "latin1" : "utf8");
  }

  async #lookUpMany(request: IncomingMessage, response: ServerResponse, startedAt: number): Promise<void> {
    const head = this.#heads.readUpload(request);
    if (head === undefined) return this.#forwarded.forward(request, response);
    const requestId = requestIdFrom(request);
    const caller = () => this.#callerOf(head, requestId);
    const send = (text: string) =>
      this.#send({ request, response, startedAt }, text, requestId, "routeInboundMany");
    await answerBatch({ request, response, caller, send }, this.#forwarded);
  }

  async #callerOf(head: PlainHead, requestId: string): Promise<MemoryContext | undefined> {
    const { callers } = this.#parts;
    const at = performance.now();
    const known = callers.findUsable(head.credential, undefined, at);
    if (known !== undefined) {
      callers.recordUse(known, head.credential, requestId, at);
      return known.caller.context;
    }
    return callers.ask(head.credential, requestId).then(
      ({ caller }) => caller.context,
      () => undefined,
    );
  }

  #handleOther(request: IncomingMessage, response: ServerResponse, startedAt: number): void {
    if (this.#rejections.rejects(request, response)) return;
    const { url = "", method } = request;
    if (method === "GET" && url === "/healthz")
      this.#rejections.sendJson(request, response, 200, { status: "ok" });
    else if (method === "GET" && url === "/readyz") this.#answerReadiness(request, response);
    else if (this.#parts.answersFromMemory && method === "POST" && url === inboundPath)
      void this.#lookUpMany(request, response, startedAt);
    else void this.#forwarded.forward(request, response);
  }

  #answerReadiness(request: IncomingMessage, response: ServerResponse): void {
    const isReady = this.#parts.isReady();
    const status = isReady ? "ready" : "The routing index is being built.";
    this.#rejections.sendJson(request, response, isReady ? 200 : 503, { status });
  }
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly lookup: PlainLookup;
  readonly head: PlainHead;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

/** Undefined when memory cannot answer, and when the caller must not ask. */
function textOf(context: Caller["context"], lookup: PlainLookup): string | undefined {
  try {
    return lookup.operation === "routeInbound"
      ? inboundTextFromMemory(context, lookup.line)
      : outboundTextFromMemory(context, lookup.user);
  } catch {
    return undefined;
  }
}
