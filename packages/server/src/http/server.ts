import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import type { Installation } from "../core/installation.ts";
import type { StorageStats } from "../storage/store.ts";
import { AdmissionController } from "./admission/admission-controller.ts";
import { createTakeQuota, type RateLimit } from "./admission/rate-limit.ts";
import { routeNotFound } from "./errors.ts";
import { bodyLimitBytes, defaultLimits, drainMs, type Limits, pathPartLengthMax } from "./limits.ts";
import { createListener, type RenderRejection } from "./listener.ts";
import { addBodyParser } from "./mounting/body.ts";
import type { Authentication } from "./mounting/credentials.ts";
import type { Dialect } from "./mounting/dialect.ts";
import { toHttpError } from "./mounting/error-mapper.ts";
import { errorResponse } from "./mounting/error-response.ts";
import { FastPath } from "./mounting/fast-path.ts";
import { mount, send } from "./mounting/mount.ts";
import { compileSchema } from "./mounting/validation.ts";
import { logFailure } from "./observability/log.ts";
import { addMetrics } from "./observability/metrics.ts";
import { addRequestIdHeader, requestIdOf } from "./observability/request-id.ts";
import { RequestMetricsRegistry, recordRequestMetrics } from "./observability/request-metrics.ts";
import type { Traces } from "./observability/traces.ts";
import { addDocs } from "./openapi.ts";

export interface ServerParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  /** The first one also answers for paths that belong to no dialect. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  readonly logger: Logger;
  /** The server's own base URL, for the documents. */
  readonly origin: string;
  /** What callers reach it by, where that is not what they send as host. */
  readonly publicUrl: string | undefined;
  readonly storage: StorageStats;
  /** What reads the metrics sends; without it they are for this machine alone. */
  readonly metricsToken: string | undefined;
  readonly traces?: Traces | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** Other than ours. */
  readonly limits?: Partial<Limits> | undefined;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** The HTTP server with every dialect mounted; it does not listen yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { installation, authentication, dialects, logger, origin, rateLimit, now = Date.now } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const ownerOf = (path: string): Dialect | undefined =>
    dialects.find(({ prefix }) => path.startsWith(`${prefix}/`));
  const dialectAt = (path: string): Dialect => ownerOf(path) ?? dialects[0];
  const requestMetrics = new RequestMetricsRegistry((path) => ownerOf(path)?.name);
  const handleError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const dialect = dialectAt(request.raw.url ?? "");
    const error = toHttpError(thrown, { dialect, params: request.params });
    logFailure(request, error);
    return send(reply, dialect, error, request);
  };
  // What never gets to the framework: it is counted and has an id like any other.
  const renderRejection: RenderRejection = (path, error, { method = "", headers } = { headers: {} }) => {
    const refusal = errorResponse(dialectAt(path), error, { method, headers });
    const requestId = requestIdOf(headers);
    requestMetrics.at(path).observe(refusal.status);
    logger.debug({ reqId: requestId, code: error.code }, "refused");
    return { ...refusal, headers: { "x-request-id": requestId, ...refusal.headers } };
  };
  // What a span or a quota is kept of goes the long way.
  const enabled = parts.traces === undefined && rateLimit === undefined;
  const fastPath = new FastPath({ installation, authentication, dialects, requestMetrics, enabled });
  const admission = new AdmissionController(limits, renderRejection, fastPath, logger);
  const server = fastify({
    serverFactory: (handle) => createListener(handle, limits, renderRejection, admission),
    // The listener has one for each of its servers.
    clientErrorHandler: () => {},
    loggerInstance: logger as FastifyBaseLogger,
    // A logger of its own for each request costs more than the few that log anything; they say the id themselves.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => requestIdOf(headers),
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: pathPartLengthMax },
    // What no route can be looked for has no hooks either.
    frameworkErrors(error, request, reply) {
      handleError(error, request, reply.header("x-request-id", request.id));
      requestMetrics.at(request.url).observe(reply.statusCode);
    },
    forceCloseConnections: "idle",
  });
  server.setValidatorCompiler(compileSchema);
  server.setErrorHandler(handleError);
  server.setNotFoundHandler((request, reply) => handleError(routeNotFound(), request, reply));
  addBodyParser(server);
  recordRequestMetrics(server, requestMetrics);
  parts.traces?.instrument(server);
  addRequestIdHeader(server);
  closeWhenAnswered(server);
  trackRequests(server, admission);
  addHealth(server, installation);
  addMetrics(server, {
    requests: requestMetrics,
    storage: parts.storage,
    routes: () => installation.routeStats,
    token: parts.metricsToken,
  });
  server.decorate("documents", new Map());
  const closing = new AbortController();
  server.decorate("closing", closing.signal);
  server.addHook("preClose", async () => closing.abort());
  server.decorate("publicUrl", parts.publicUrl);
  server.decorate("streams", { ...limits, releaseSlot: (response) => admission.release(response) });
  const takeQuota = rateLimit && createTakeQuota(rateLimit, now);
  for (const dialect of dialects) mount(server, dialect, { installation, authentication, takeQuota, origin });
  addDocs(server, dialects);
  return server;
}

/**
 * While it stops, the last answer on a connection ends it: an idle client would hold the process up. So would one
 * that does not read its answer, and is cut off in the end.
 */
function closeWhenAnswered(server: FastifyInstance): void {
  let isClosing = false;
  server.addHook("preClose", async () => {
    isClosing = true;
    setTimeout(() => server.server.closeAllConnections(), drainMs).unref();
  });
  // A promise here would cost every answer one more turn.
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (isClosing) reply.header("connection", "close");
    done(null, payload);
  });
}

function trackRequests(server: FastifyInstance, admission: AdmissionController): void {
  server.addHook("onRequest", (_request, reply, done) => {
    admission.handled(reply);
    done();
  });
  server.addHook("preClose", async () => admission.stop());
  server.addHook("onClose", async () => admission.close());
}

/** `/healthz`: the process runs. `/readyz`: it can serve, because the database answers and the index is built. */
function addHealth(server: FastifyInstance, installation: Installation): void {
  server.get("/healthz", { config: { operation: "health" } }, async () => ({ status: "ok" }));
  server.get("/readyz", { config: { operation: "readiness" } }, async (_request, reply) => {
    const missing = await notReadyReason(installation);
    return reply.code(missing === undefined ? 200 : 503).send({ status: missing ?? "ready" });
  });
}

const notReadyReason = (installation: Installation): Promise<string | undefined> =>
  installation.ping().then(
    () =>
      installation.routeIndexSync.snapshot === undefined ? "the index of routes is being built" : undefined,
    () => "the database does not answer",
  );
