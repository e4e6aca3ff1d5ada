import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import { routeUnknown } from "../core/errors.ts";
import type { Core } from "../core/index.ts";
import type { StorageStats } from "../storage/store.ts";
import { addBodyParser } from "./body.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { bodyLimitBytes, defaultLimits, drainMs, type Limits, pathPartLengthMax } from "./limits.ts";
import { createListener, type Refuse } from "./listener.ts";
import { logFailure } from "./log.ts";
import { addMetrics } from "./metrics.ts";
import { mount, send } from "./mount.ts";
import { addDocs } from "./openapi.ts";
import { Overload } from "./overload.ts";
import { createTakeQuota, type RateLimit } from "./rate-limit.ts";
import { refusalOf } from "./refusal.ts";
import { requestIdOf, sayRequestId } from "./request-id.ts";
import { Shortcuts } from "./shortcut.ts";
import { countAnswers, Tallies } from "./tally.ts";
import { toCoreError } from "./thrown.ts";
import type { Traces } from "./traces.ts";
import { compileSchema } from "./validation.ts";

export interface ServerParts {
  readonly core: Core;
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
  const { core, authentication, dialects, logger, origin, rateLimit, now = Date.now } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const ownerOf = (path: string): Dialect | undefined =>
    dialects.find(({ prefix }) => path.startsWith(`${prefix}/`));
  const dialectAt = (path: string): Dialect => ownerOf(path) ?? dialects[0];
  const tallies = new Tallies((path) => ownerOf(path)?.name);
  const refuse = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = toCoreError(thrown);
    logFailure(request, error);
    return send(reply, dialectAt(request.raw.url ?? ""), error, request);
  };
  // What never gets to the framework: it is counted and has an id like any other.
  const refuseRaw: Refuse = (path, error, { method = "", headers } = { headers: {} }) => {
    const refusal = refusalOf(dialectAt(path), error, { method, headers });
    const requestId = requestIdOf(headers);
    tallies.at(path).add(refusal.status);
    logger.debug({ reqId: requestId, code: error.code }, "refused");
    return { ...refusal, headers: { "x-request-id": requestId, ...refusal.headers } };
  };
  // What a span or a quota is kept of goes the long way.
  const areOpen = parts.traces === undefined && rateLimit === undefined;
  const shortcuts = new Shortcuts({ core, authentication, dialects, tallies, areOpen });
  const overload = new Overload(limits, refuseRaw, shortcuts, logger);
  const server = fastify({
    serverFactory: (handle) => createListener(handle, limits, refuseRaw, overload),
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
      refuse(error, request, reply.header("x-request-id", request.id));
      tallies.at(request.url).add(reply.statusCode);
    },
    forceCloseConnections: "idle",
  });
  server.setValidatorCompiler(compileSchema);
  server.setErrorHandler(refuse);
  server.setNotFoundHandler((request, reply) => refuse(routeUnknown(), request, reply));
  addBodyParser(server);
  countAnswers(server, tallies);
  parts.traces?.watch(server);
  sayRequestId(server);
  closeWhenAnswered(server);
  watch(server, overload);
  addHealth(server, core);
  addMetrics(server, {
    tallies,
    storage: parts.storage,
    routes: () => core.routeStats,
    token: parts.metricsToken,
  });
  server.decorate("documents", new Map());
  const closing = new AbortController();
  server.decorate("closing", closing.signal);
  server.addHook("preClose", async () => closing.abort());
  server.decorate("publicUrl", parts.publicUrl);
  server.decorate("streams", { ...limits, letGo: (response) => overload.letGo(response) });
  const takeQuota = rateLimit && createTakeQuota(rateLimit, now);
  for (const dialect of dialects) mount(server, dialect, { core, authentication, takeQuota, origin });
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

function watch(server: FastifyInstance, overload: Overload): void {
  server.addHook("onRequest", (_request, reply, done) => {
    overload.handled(reply);
    done();
  });
  server.addHook("preClose", async () => overload.stop());
  server.addHook("onClose", async () => overload.close());
}

/** `/healthz`: the process runs. `/readyz`: it can serve, because the database answers and the index is built. */
function addHealth(server: FastifyInstance, core: Core): void {
  server.get("/healthz", { config: { operation: "health" } }, async () => ({ status: "ok" }));
  server.get("/readyz", { config: { operation: "readiness" } }, async (_request, reply) => {
    const missing = await missingOf(core);
    return reply.code(missing === undefined ? 200 : 503).send({ status: missing ?? "ready" });
  });
}

const missingOf = (core: Core): Promise<string | undefined> =>
  core.ping().then(
    () => (core.keeper.knowledge === undefined ? "the index of routes is being built" : undefined),
    () => "the database does not answer",
  );
