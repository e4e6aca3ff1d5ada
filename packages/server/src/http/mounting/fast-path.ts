import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { requireRole } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import { requestIdOf } from "../observability/request-id.ts";
import type { RequestMetrics, RequestMetricsRegistry } from "../observability/request-metrics.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect, FastRoute, PlainQuery } from "./dialect.ts";

export interface FastPathParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly dialects: readonly Dialect[];
  readonly requestMetrics: RequestMetricsRegistry;
  /** False: every request goes the long fastRoute. */
  readonly enabled: boolean;
}

/** A shortcut of a dialect, as it is found by its path. */
export interface MountedFastRoute extends FastRoute {
  readonly dialect: Dialect;
  readonly metrics: RequestMetrics;
}

/**
 * The framework costs several times what a question costs that memory answers: the dialects' shortcuts go past it.
 * Only good answers are given here; a request that is refused, or must wait, is the framework's.
 */
export class FastPath {
  readonly #parts: FastPathParts;
  readonly #routes: ReadonlyMap<string, MountedFastRoute>;

  constructor(parts: FastPathParts) {
    this.#parts = parts;
    this.#routes = mountFastRoutes(parts);
  }

  /** The fastRoute that may answer the request. */
  find({ url = "", method }: IncomingMessage): MountedFastRoute | undefined {
    const mark = url.indexOf("?");
    return mark === -1 || method !== "GET" ? undefined : this.#routes.get(url.slice(0, mark));
  }

  /** Answers at once, or leaves the request as it is and gives false. */
  answer(fastRoute: MountedFastRoute, request: IncomingMessage, response: ServerResponse): boolean {
    const { url = "", headers } = request;
    if (!this.#parts.enabled || hasBody(headers)) return false;
    const startedAt = performance.now();
    const query = plainQuery(url.slice(url.indexOf("?") + 1));
    const answer = query && answerOf(this.#parts, fastRoute, query, headers);
    if (answer === undefined) return false;
    send(response, answer);
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
      (dialect.fastRoutes ?? []).map((shortcut) => {
        const path = dialect.prefix + shortcut.path;
        return [
          path,
          { ...shortcut, dialect, metrics: requestMetrics.at(path, shortcut.operation) },
        ] as const;
      }),
    ),
  );

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

const plainField = /^(\w+)=(%2B)?(\w*)$/i;

/** Undefined for a query with anything unusual in it. */
function plainQuery(text: string): PlainQuery | undefined {
  const query = new Map<string, string>();
  for (const part of text.split("&")) {
    const [, name = "", plus, value] = plainField.exec(part) ?? [];
    if (value === undefined || query.has(name)) return undefined;
    query.set(name, plus === undefined ? value : `+${value}`);
  }
  return query;
}

interface Answer {
  readonly body: object;
  readonly requestId: string;
}

/** By the rules of every route: the caller is known, his role may, and the core is bound to his organization. */
function answerOf(
  { installation, authentication }: FastPathParts,
  { dialect, permission, answer }: MountedFastRoute,
  query: PlainQuery,
  headers: IncomingHttpHeaders,
): Answer | undefined {
  try {
    const credential = dialect.credential(headers);
    const principal = credential === undefined ? undefined : authentication.authenticateFromCache(credential);
    if (principal === undefined) return undefined;
    requireRole(principal, permission);
    const requestId = requestIdOf(headers);
    const context = installation.as(principal, principal.organizationId, {
      dialect: dialect.name,
      requestId,
    });
    const body = answer(context, query);
    return body && { body, requestId };
  } catch {
    // The framework meets the same, and says it in the dialect's words.
    return undefined;
  }
}

function send(response: ServerResponse, { body, requestId }: Answer): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response
    .writeHead(200, [
      ...["content-type", "application/json; charset=utf-8"],
      ...["content-length", length, "x-request-id", requestId],
    ])
    .end(text);
}
