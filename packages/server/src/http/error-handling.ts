import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { RenderRejection } from "./listener.ts";
import type { Dialect } from "./mounting/dialect.ts";
import { toHttpError } from "./mounting/error-mapper.ts";
import { errorResponse } from "./mounting/error-response.ts";
import { send } from "./mounting/mount.ts";
import { logFailure } from "./observability/log.ts";
import { requestIdOf } from "./observability/request-id.ts";
import type { RequestMetricsRegistry } from "./observability/request-metrics.ts";
import { commonHeaders } from "./response-headers.ts";

/** Answers the errors of requests outside of the dialects' scopes. */
export interface ErrorHandling {
  handle(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** For requests whose route cannot be looked up; no hooks run for them. */
  handleFrameworkError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void;
  /** For requests that never reach the framework. */
  readonly renderRejection: RenderRejection;
}

export function createErrorHandling(
  dialectAt: (path: string) => Dialect,
  requestMetrics: RequestMetricsRegistry,
  logger: Logger,
): ErrorHandling {
  const handle: ErrorHandling["handle"] = (thrown, request, reply) => {
    const dialect = dialectAt(request.raw.url ?? "");
    const error = toHttpError(thrown, { dialect, params: request.params });
    logFailure(request, error);
    return send(reply, dialect, error, request);
  };
  return {
    handle,
    handleFrameworkError(thrown, request, reply) {
      handle(thrown, request, reply.headers({ ...commonHeaders, "x-request-id": request.id }));
      requestMetrics.at(request.url).observe(reply.statusCode);
    },
    renderRejection(path, error, { method = "", headers } = { headers: {} }) {
      const response = errorResponse(dialectAt(path), error, { method, headers });
      const requestId = requestIdOf(headers);
      requestMetrics.at(path).observe(response.status);
      logger.debug({ reqId: requestId, code: error.code }, "request refused");
      return { ...response, headers: { ...commonHeaders, "x-request-id": requestId, ...response.headers } };
    },
  };
}
