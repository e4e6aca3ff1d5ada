import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type Principal, requireAccess } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import type { Context } from "../../core/kernel/context.ts";
import type { OrganizationId } from "../../model.ts";
import type { TakeQuota } from "../admission/rate-limit.ts";
import { requestIdOf } from "../observability/request-id.ts";
import type { RequestMetricsRegistry } from "../observability/request-metrics.ts";
import type { Traces } from "../observability/traces.ts";
import { ConnectionCredentials } from "./connection-credentials.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { type FastAnswer, FastResponses, isUnmodified, toAnswer } from "./fast-response.ts";
import { type FastRequest, FastRoutes } from "./fast-routes.ts";

export interface FastPathParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly dialects: readonly Dialect[];
  readonly requestMetrics: RequestMetricsRegistry;
  readonly takeQuota: TakeQuota | undefined;
  readonly traces: Traces | undefined;
  /** Whether the framework may add CORS headers; requests with an Origin header need it then. */
  readonly hasCors: boolean;
}

/**
 * Answers lookups and single records from memory before the framework, which would cost several times as much. Only
 * successful responses are sent here; all other requests are left to the framework.
 */
export class FastPath {
  readonly #parts: FastPathParts;
  readonly #routes: FastRoutes;
  readonly #credentials: ConnectionCredentials;
  readonly #responses: FastResponses;

  constructor(parts: FastPathParts) {
    this.#parts = parts;
    const { dialects, requestMetrics, installation } = parts;
    this.#routes = new FastRoutes(dialects, requestMetrics, installation.cachesRecords);
    this.#credentials = new ConnectionCredentials(parts.authentication);
    this.#responses = new FastResponses(parts.hasCors);
  }

  /** Returns the route and the parameters of a request that may be answered here. */
  find(request: IncomingMessage): FastRequest | undefined {
    return this.#routes.find(request);
  }

  /** Answers the request, or returns false and leaves it unchanged. */
  answer(fast: FastRequest, request: IncomingMessage, response: ServerResponse): boolean {
    const { headers } = request;
    if (hasBody(headers) || (this.#parts.hasCors && headers.origin !== undefined)) return false;
    const { dialect, operation, metrics } = fast.route;
    const startedAt = performance.now();
    const requestId = requestIdOf(headers);
    const answer = this.#answerTo(fast, request, requestId);
    if (answer === undefined) return false;
    this.#parts.traces?.traceFast({ request, response, dialect: dialect.name, operation, requestId });
    this.#responses.send(response, answer, requestId);
    metrics.observe(answer.status, startedAt);
    return true;
  }

  /** Applies the checks of a route: authenticates the caller, counts the quota, checks the role and binds the context. */
  #answerTo(fast: FastRequest, request: IncomingMessage, requestId: string): FastAnswer | undefined {
    const { dialect } = fast.route;
    try {
      const principal = this.#credentials.authenticate(dialect, request, fast.kind === "lookup");
      if (principal === undefined) return undefined;
      const quotas = this.#takeQuota(principal, request);
      if (quotas?.retryAfterSeconds !== undefined) return undefined;
      const context = this.#contextOf(fast, principal, requestId);
      const answer = context && answerFrom(fast, context, request.headers);
      if (answer === undefined || quotas === undefined) return answer;
      return { ...answer, rateHeaders: dialect.rateHeaders(quotas.quotas) };
    } catch {
      // The framework runs into the same error and renders it.
      return undefined;
    }
  }

  #takeQuota(principal: Principal, request: IncomingMessage) {
    return this.#parts.takeQuota?.(principal, request);
  }

  #contextOf(fast: FastRequest, principal: Principal, requestId: string): Context | undefined {
    const { dialect, permission } = fast.route;
    const organization = this.#organizationOf(fast, principal);
    if (organization === undefined) return undefined;
    const { id: organizationId, slug: organizationSlug } = organization;
    requireAccess(principal, permission, { dialect: dialect.name, organizationId });
    const call = { dialect: dialect.name, requestId };
    return this.#parts.installation.as(
      principal,
      organizationId,
      organizationSlug === undefined ? call : { ...call, organizationSlug },
    );
  }

  /** Undefined when the organization must be looked up. */
  #organizationOf(fast: FastRequest, principal: Principal): RequestOrganization | undefined {
    if (fast.kind === "lookup") return { id: principal.organizationId };
    const reference = fast.route.dialect.organizationReference?.(fast.organization);
    if (reference === undefined || "id" in reference) return reference;
    const { slug } = reference;
    const id = this.#parts.installation.findOrganizationFromCache(principal, slug);
    return id && { id, slug };
  }
}

interface RequestOrganization {
  readonly id: OrganizationId | null;
  readonly slug?: string;
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

function answerFrom(
  fast: FastRequest,
  context: Context,
  headers: IncomingHttpHeaders,
): FastAnswer | undefined {
  if (fast.kind === "lookup") {
    const text = fast.route.answer(context, fast.query);
    return text === undefined ? undefined : toAnswer(text);
  }
  // Its errors are the framework's to render.
  if (headers["if-match"] !== undefined) return undefined;
  const found = fast.route.answer(context, fast.reference);
  if (found === undefined) return undefined;
  const { etag } = found;
  return isUnmodified(headers, etag) ? { status: 304, etag } : { status: 200, ...found };
}
