import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import fastify, {
  type ConnectionError,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import { headTooLarge, requestMalformed, routeUnknown } from "../core/errors.ts";
import type { Core } from "../core/index.ts";
import { addBodyParser } from "./body.ts";
import type { Authenticate } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { bodyLimitBytes, drainMs, lingerMs, pathPartLengthMax, requestTimeoutMs } from "./limits.ts";
import { logFailure } from "./log.ts";
import { mount, send } from "./mount.ts";
import { addDocs } from "./openapi.ts";
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
}

/** The HTTP server with every dialect mounted; it does not listen yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { core, authenticate, dialects, logger, origin } = parts;
  const dialectAt = (path: string): Dialect =>
    dialects.find(({ prefix }) => path.startsWith(`${prefix}/`)) ?? dialects[0];
  const refuse = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = toCoreError(thrown);
    logFailure(request, error);
    return send(reply, dialectAt(request.raw.url ?? ""), error, request);
  };
  const server = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // A logger of its own for each request costs more than the few that log anything; they say the id themselves.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: pathPartLengthMax },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, dialectAt),
    forceCloseConnections: "idle",
    // Both are Node's to refuse with an empty body, which is no dialect's shape; neither is of use to us.
    http: { requireHostHeader: false },
  });
  server.server.on("checkExpectation", (request, response) =>
    server.server.emit("request", request, response),
  );
  server.setValidatorCompiler(compileSchema);
  server.setErrorHandler(refuse);
  server.setNotFoundHandler((request, reply) => refuse(routeUnknown(), request, reply));
  addBodyParser(server);
  closeWhenAnswered(server);
  addHealth(server, core);
  server.decorate("documents", new Map());
  const closing = new AbortController();
  server.decorate("closing", closing.signal);
  server.addHook("preClose", async () => closing.abort());
  server.decorate("publicUrl", parts.publicUrl);
  for (const dialect of dialects) mount(server, dialect, { core, authenticate, origin });
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

/** The caller's own id for the request where it is a plain one, because it goes into the log and the history. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();

/**
 * A request that is not HTTP, or whose head is too large, never gets to a route. Its dialect is told by the
 * path where that can still be seen.
 */
function answerUnreadable(
  thrown: ConnectionError,
  socket: Socket,
  dialectAt: (path: string) => Dialect,
): void {
  // Some clients never close their side: the socket would be kept, and a stop would wait for it, for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
  if (!socket.writable) return;
  const path = /^[A-Z]+ (\S*)/.exec(String(thrown.rawPacket ?? ""))?.[1] ?? "";
  const error = thrown.code === "HPE_HEADER_OVERFLOW" ? headTooLarge() : requestMalformed();
  const { status, headers, body } = dialectAt(path).render(error, { method: "", headers: {} });
  const text = JSON.stringify(body);
  const lines = {
    "content-type": "application/json; charset=utf-8",
    ...headers,
    "content-length": Buffer.byteLength(text),
    connection: "close",
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${text}`);
}

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
