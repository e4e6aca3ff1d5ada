import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { requireAccess } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import { requestIdOf } from "../observability/request-id.ts";
import type { RequestMetrics, RequestMetricsRegistry } from "../observability/request-metrics.ts";
import { commonHeaders } from "../response-headers.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect, FastRoute, PlainQuery } from "./dialect.ts";

export interface FastPathParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly dialects: readonly Dialect[];
  readonly requestMetrics: RequestMetricsRegistry;
  /** If false, all requests go through the framework. */
  readonly enabled: boolean;
  /** Whether the framework may add CORS headers; requests with an Origin header need it then. */
  readonly hasCors: boolean;
}

/** A fast route with its dialect and metrics. */
export interface MountedFastRoute extends FastRoute {
  readonly dialect: Dialect;
  readonly metrics: RequestMetrics;
}

/**
 * Answers lookups from memory before the framework, which would cost several times as much as the lookup. Only
 * successful responses are sent here; all other requests are left to the framework.
 */
export class FastPath {
  readonly #parts: FastPathParts;
  readonly #routes: ReadonlyMap<string, MountedFastRoute>;

  constructor(parts: FastPathParts) {
    this.#parts = parts;
    this.#routes = mountFastRoutes(parts);
  }

  /** Returns the fast route for the request, if there is one. */
  find({ url = "", method }: IncomingMessage): MountedFastRoute | undefined {
    const queryAt = url.indexOf("?");
    return queryAt === -1 || method !== "GET" ? undefined : this.#routes.get(url.slice(0, queryAt));
  }

  /** Answers the request, or returns false and leaves it unchanged. */
  answer(fastRoute: MountedFastRoute, request: IncomingMessage, response: ServerResponse): boolean {
    const { url = "", headers } = request;
    const { enabled, hasCors } = this.#parts;
    if (!enabled || hasBody(headers) || (hasCors && headers.origin !== undefined)) return false;
    const startedAt = performance.now();
    const query = plainQuery(url.slice(url.indexOf("?") + 1));
    const result = query && responseOf(this.#parts, fastRoute, query, headers);
    if (result === undefined) return false;
    send(response, result, hasCors ? commonLinesWithVary : commonLines);
    fastRoute.metrics.observe(200, startedAt);
    return true;
  }
}

const mountFastRoutes = ({
  dialects,
  requestMetrics,
}: FastPathParts): ReadonlyMap<string, MountedFastRoute> =>
  new Map(
    dialects.flatMap((dialect) =>
      (dialect.fastRoutes ?? []).map((route) => {
        const path = dialect.prefix + route.path;
        return [path, { ...route, dialect, metrics: requestMetrics.at(path, route.operation) }] as const;
      }),
    ),
  );

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

const plainField = /^(\w+)=(%2B)?(\w*)$/i;

/** Returns undefined for a query that needs decoding or has a name twice. */
function plainQuery(text: string): PlainQuery | undefined {
  const query = new Map<string, string>();
  for (const part of text.split("&")) {
    const [, name = "", plus, value] = plainField.exec(part) ?? [];
    if (value === undefined || query.has(name)) return undefined;
    query.set(name, plus === undefined ? value : `+${value}`);
  }
  return query;
}

interface Result {
  readonly body: object;
  readonly requestId: string;
}

/** Applies the checks of a route: authenticates the caller, checks the role and binds the context. */
function responseOf(
  { installation, authentication }: FastPathParts,
  { dialect, permission, answer }: MountedFastRoute,
  query: PlainQuery,
  headers: IncomingHttpHeaders,
): Result | undefined {
  try {
    const credential = dialect.credential(headers);
    const principal = credential === undefined ? undefined : authentication.authenticateFromCache(credential);
    if (principal === undefined) return undefined;
    const { organizationId } = principal;
    requireAccess(principal, permission, { dialect: dialect.name, organizationId });
    const requestId = requestIdOf(headers);
    const context = installation.as(principal, organizationId, {
      dialect: dialect.name,
      requestId,
    });
    const body = answer(context, query);
    return body && { body, requestId };
  } catch {
    // The framework runs into the same error and renders it.
    return undefined;
  }
}

const commonLines: readonly string[] = Object.entries(commonHeaders).flat();
/** As the CORS plugin does for every request. */
const commonLinesWithVary: readonly string[] = ["vary", "Origin", ...commonLines];

function send(response: ServerResponse, { body, requestId }: Result, lines: readonly string[]): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response
    .writeHead(200, [
      ...lines,
      ...["content-type", "application/json; charset=utf-8"],
      ...["content-length", length, "x-request-id", requestId],
    ])
    .end(text);
}
