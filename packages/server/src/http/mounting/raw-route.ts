import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyLimitBytes } from "../limits.ts";
import { requestIdOf } from "../observability/request-id.ts";
import type { RequestMetrics, RequestMetricsRegistry } from "../observability/request-metrics.ts";
import { commonHeaders } from "../response-headers.ts";

export interface RawResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface RawRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** Answers a request from its bytes. Must not reject. */
export type AnswerRaw = (raw: RawRequest) => Promise<RawResponse>;

/** What the framework would do with a request, done without it: see ADR 13. */
export interface RawRoute {
  /** As for metrics. */
  readonly operation: string;
  readonly answer: AnswerRaw;
}

/** Finds the route of a `POST` by its path; undefined leaves the request to the framework. */
export type FindRawRoute = (path: string) => RawRoute | undefined;

export interface RawRoutesParts {
  readonly find: FindRawRoute;
  readonly requestMetrics: RequestMetricsRegistry;
  /** Whether the framework may add CORS headers; requests with an Origin header need it then. */
  readonly hasCors: boolean;
}

/**
 * Answers requests whose route has a twin in the framework, with the same response. Everything unusual is left to the
 * framework: bodies that are too large, have no length or wait for `100 Continue`.
 */
export class RawRoutes {
  readonly #parts: RawRoutesParts;
  readonly #commonLines: readonly string[];
  readonly #metrics = new Map<string, RequestMetrics>();

  constructor(parts: RawRoutesParts) {
    this.#parts = parts;
    const lines = Object.entries(commonHeaders).flat();
    this.#commonLines = parts.hasCors ? ["vary", "Origin", ...lines] : lines;
  }

  /** Returns what handles the request; undefined when the framework has to. */
  handlerOf(
    request: IncomingMessage,
  ): ((request: IncomingMessage, response: ServerResponse) => void) | undefined {
    if (request.method !== "POST" || this.#isUnusual(request)) return undefined;
    const route = this.#parts.find(request.url ?? "");
    return route && ((_, response) => void this.#handle(route, request, response));
  }

  #isUnusual({ headers }: IncomingMessage): boolean {
    const { "content-length": length } = headers;
    if (length === undefined || Number(length) > bodyLimitBytes) return true;
    return (
      headers["transfer-encoding"] !== undefined ||
      headers.expect !== undefined ||
      (this.#parts.hasCors && headers.origin !== undefined)
    );
  }

  async #handle(route: RawRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const body = await readBody(request);
    // The client has gone.
    if (body === undefined) return;
    const { status, contentType, body: text } = await route.answer({ request, body });
    const lines = this.#commonLines.slice();
    lines.push("content-type", contentType, "x-request-id", requestIdOf(request.headers));
    const bytes = Buffer.byteLength(text);
    lines.push("content-length", String(bytes));
    // Text of ASCII characters takes a quarter of the time as latin1.
    response.writeHead(status, lines).end(text, bytes === text.length ? "latin1" : "utf8");
    this.#metricsOf(route, request).observe(status, startedAt);
  }

  #metricsOf({ operation }: RawRoute, { url = "" }: IncomingMessage): RequestMetrics {
    let metrics = this.#metrics.get(operation);
    if (metrics === undefined) {
      metrics = this.#parts.requestMetrics.at(url, operation);
      this.#metrics.set(operation, metrics);
    }
    return metrics;
  }
}

/** Undefined when the request ends before its body does. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}
