import { randomUUID } from "node:crypto";
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
import { addBodyParser } from "./body.ts";
import type { Authenticate } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { bodyLimitBytes, defaultLimits, drainMs, type Limits, pathPartLengthMax } from "./limits.ts";
import { createListener, type Refuse } from "./listener.ts";
import { logFailure } from "./log.ts";
import { mount, send } from "./mount.ts";
import { addDocs } from "./openapi.ts";
import { Overload } from "./overload.ts";
import { createTakeQuota, type RateLimit } from "./rate-limit.ts";
import { refusalOf } from "./refusal.ts";
import { toCoreError } from "./thrown.ts";
import { compileSchema } from "./validation.ts";

export interface ServerParts {
  readonly core: Core;
  readonly authenticate: Authenticate;
  /** The first one also answers for paths that belong to no dialect. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  readonly logger: Logger;
  /** The server's own base URL, for the documents. */
  readonly origin: string;
  /** What callers reach it by, where that is not what they send as host. */
  readonly publicUrl: string | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** Other than ours. */
  readonly limits?: Partial<Limits> | undefined;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** The HTTP server with every dialect mounted; it does not listen yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { core, authenticate, dialects, logger, origin, rateLimit, now = Date.now } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const dialectAt = (path: string): Dialect =>
    dialects.find(({ prefix }) => path.startsWith(`${prefix}/`)) ?? dialects[0];
  const refuse = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = toCoreError(thrown);
    logFailure(request, error);
    return send(reply, dialectAt(request.raw.url ?? ""), error, request);
  };
  const refuseRaw: Refuse = (path, error, request) =>
    refusalOf(dialectAt(path), error, { method: request?.method ?? "", headers: request?.headers ?? {} });
  const overload = new Overload(limits, refuseRaw, logger);
  const server = fastify({
    serverFactory: (handle) => createListener(handle, limits, refuseRaw, overload),
    // The listener has one for each of its servers.
    clientErrorHandler: () => {},
    loggerInstance: logger as FastifyBaseLogger,
    // A logger of its own for each request costs more than the few that log anything; they say the id themselves.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: pathPartLengthMax },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    forceCloseConnections: "idle",
  });
  server.setValidatorCompiler(compileSchema);
  server.setErrorHandler(refuse);
  server.setNotFoundHandler((request, reply) => refuse(routeUnknown(), request, reply));
  addBodyParser(server);
  closeWhenAnswered(server);
  watch(server, overload);
  addHealth(server, core);
  server.decorate("documents", new Map());
  const closing = new AbortController();
  server.decorate("closing", closing.signal);
  server.addHook("preClose", async () => closing.abort());
  server.decorate("publicUrl", parts.publicUrl);
  server.decorate("streams", { ...limits, letGo: (response) => overload.underWay.letGo(response) });
  const takeQuota = rateLimit && createTakeQuota(rateLimit, now);
  for (const dialect of dialects) mount(server, dialect, { core, authenticate, takeQuota, origin });
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
    overload.underWay.handled(reply);
    done();
  });
  server.addHook("preClose", async () => overload.stop());
  server.addHook("onClose", async () => overload.close());
}

/** The caller's own id for the request where it is a plain one, because it goes into the log and the history. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();

/** `/healthz`: the process runs. `/readyz`: it can serve, because the database answers and the index is built. */
function addHealth(server: FastifyInstance, core: Core): void {
  server.get("/healthz", async () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const missing = await missingOf(core);
    return reply.code(missing === undefined ? 200 : 503).send({ status: missing ?? "ready" });
  });
}

const missingOf = (core: Core): Promise<string | undefined> =>
  core.ping().then(
    () => (core.keeper.knowledge === undefined ? "the index of routes is being built" : undefined),
    () => "the database does not answer",
  );
