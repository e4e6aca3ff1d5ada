import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import type { AdmissionController } from "./admission/admission-controller.ts";
import { type HttpError, headersTooLarge, invalidRequest, requestTimeout } from "./errors.ts";
import { headerBytesMax, headersMax, type Limits, lingerMs } from "./limits.ts";
import type { RenderedError } from "./mounting/dialect.ts";

/** How a path's dialect refuses what is no request of the framework's. */
export type RenderRejection = (
  path: string,
  error: HttpError,
  request?: Pick<IncomingMessage, "method" | "headers">,
) => Required<RenderedError>;

/** Node's HTTP server with its limits, which refuses in the dialect's words what never becomes a request. */
export function createListener(
  handle: RequestListener,
  limits: Limits,
  refuse: RenderRejection,
  overload: AdmissionController,
): Server {
  const answer = overload.wrap(handle);
  const last = new WeakMap<object, ServerResponse>();
  const answerRequest: RequestListener = (request, response) => {
    last.set(request.socket, response);
    answer(request, response);
  };
  const options = {
    maxHeaderSize: headerBytesMax,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.sweepMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Node would refuse it with an empty body, which is no dialect's shape; the header is of no use to us.
    requireHostHeader: false,
  };
  const server = createServer(options, answerRequest);
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connectionsMax + limits.connectionsSpare;
  // Node leaves out what is beyond; one more shows that there were too many.
  server.maxHeadersCount = headersMax + 1;
  server.on("connection", (socket: Socket) => overload.connected(socket));
  server.on("checkExpectation", answerRequest);
  server.on("clientError", (error: Unreadable, socket: Socket) => {
    answerUnreadable(error, socket, last.get(socket), refuse);
  });
  return server;
}

type Unreadable = Error & { readonly code?: string; readonly rawPacket?: Buffer };

/**
 * What is not HTTP, has a head that is too large, or does not arrive in time. The dialect is told by the path where
 * that can still be seen.
 */
function answerUnreadable(
  thrown: Unreadable,
  socket: Socket,
  last: ServerResponse | undefined,
  refuse: RenderRejection,
): void {
  // Some clients never close their side: the socket would be kept, and a stop would wait for it, for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
  const unfinished = last?.req.complete === false ? last : undefined;
  if (!socket.writable || unfinished?.headersSent) return void socket.destroySoon();
  const path = unfinished?.req.url ?? /^[A-Z]+ (\S*)/.exec(String(thrown.rawPacket ?? ""))?.[1] ?? "";
  const { status, headers, body } = refuse(path, errorOf(thrown), unfinished?.req);
  const text = JSON.stringify(body);
  const lines = { ...headers, "content-length": Buffer.byteLength(text), connection: "close" };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${text}`);
}

function errorOf({ code }: Unreadable): HttpError {
  if (code === "HPE_HEADER_OVERFLOW") return headersTooLarge();
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? requestTimeout() : invalidRequest();
}
