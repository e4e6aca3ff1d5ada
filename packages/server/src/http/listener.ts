import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import type { AdmissionController } from "./admission/admission-controller.ts";
import { limitBody } from "./body-timeout.ts";
import {
  type HttpError,
  headersTooLarge,
  invalidRequest,
  requestTimeout,
  unsupportedTransferCoding,
} from "./errors.ts";
import { headerBytesMax, headersMax, type Limits, lingerMs } from "./limits.ts";
import type { RenderedError } from "./mounting/dialect.ts";
import { inPipelineOrder } from "./pipeline.ts";

/** Renders an error of a request that never reaches the framework, in the format of the path's dialect. */
export type RenderRejection = (
  path: string,
  error: HttpError,
  request?: Pick<IncomingMessage, "method" | "headers">,
) => Required<RenderedError>;

/** Creates Node's HTTP server with its limits. Requests that cannot be parsed are answered in their dialect's format. */
export function createListener(
  handle: RequestListener,
  limits: Limits,
  renderRejection: RenderRejection,
  admission: AdmissionController,
): Server {
  const listener = inPipelineOrder(
    admission.wrap(handle),
    (request, response) => admission.reject({ request, response }),
    limits,
  );
  return createLimitedServer({
    listener,
    limits,
    renderRejection,
    onConnection: (socket) => admission.connected(socket),
    uploadMs: limits.uploadMs,
  });
}

export interface LimitedServerParts {
  readonly listener: RequestListener;
  readonly limits: Limits;
  readonly renderRejection: RenderRejection;
  readonly onConnection: (socket: Socket) => void;
  /** The time limit of requests whose bodies are large files; undefined when there are none. */
  readonly uploadMs?: number | undefined;
  /** Without it the server speaks HTTP without encryption. */
  readonly tls?: TlsOptions | undefined;
}

/** A certificate chain and its key, in PEM format. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
}

/** Creates Node's HTTP server with its timeouts, and answers what cannot be parsed. */
export function createLimitedServer({
  listener,
  limits,
  renderRejection,
  onConnection,
  uploadMs,
  tls,
}: LimitedServerParts): Server {
  const lastResponses = new WeakMap<object, ServerResponse>();
  const handleRequest: RequestListener = (request, response) => {
    lastResponses.set(request.socket, response);
    if (uploadMs !== undefined)
      limitBody(request, limits.requestMs, () => server.emit("clientError", timeoutError(), request.socket));
    listener(request, response);
  };
  const options = { ...optionsOf(limits), requestTimeout: Math.max(limits.requestMs, uploadMs ?? 0) };
  const server = tls
    ? createSecureServer({ ...options, ...tls, handshakeTimeout: limits.headersMs }, handleRequest)
    : createServer(options, handleRequest);
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connectionsMax + limits.connectionsSpare;
  // Node drops the headers beyond this number; one more than allowed shows that there were too many.
  server.maxHeadersCount = headersMax + 1;
  server.on(tls ? "secureConnection" : "connection", onConnection);
  server.on("checkExpectation", handleRequest);
  server.on("clientError", (error: ClientError, socket: Socket) => {
    answerClientError(error, socket, lastResponses.get(socket), renderRejection);
  });
  return server;
}

const optionsOf = (limits: Limits) => ({
  maxHeaderSize: headerBytesMax,
  headersTimeout: limits.headersMs,
  requestTimeout: limits.requestMs,
  connectionsCheckingInterval: limits.sweepMs,
  keepAliveTimeout: limits.keepAliveMs,
  // Node would answer a missing Host header with an empty body, which is no dialect's format.
  requireHostHeader: false,
});

/** Like that of Node. */
const timeoutError = (): ClientError =>
  Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });

type ClientError = Error & {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
};

/**
 * Answers a request that is not HTTP, whose headers are too large, or that does not arrive in time. The dialect is
 * chosen by the path, if the path can be read.
 */
function answerClientError(
  thrown: ClientError,
  socket: Socket,
  last: ServerResponse | undefined,
  renderRejection: RenderRejection,
): void {
  // A client that never closes its side would otherwise keep the socket open and block a shutdown.
  setTimeout(() => socket.destroy(), lingerMs).unref();
  const unfinished = last?.req.complete === false ? last : undefined;
  if (!socket.writable || unfinished?.headersSent) return void socket.destroySoon();
  const path = unfinished?.req.url ?? /^[A-Z]+ (\S*)/.exec(String(thrown.rawPacket ?? ""))?.[1] ?? "";
  const { status, headers, body } = renderRejection(path, toHttpError(thrown), unfinished?.req);
  const text = JSON.stringify(body);
  const lines = { ...headers, "content-length": Buffer.byteLength(text), connection: "close" };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${text}`);
}

function toHttpError(thrown: ClientError): HttpError {
  const { code } = thrown;
  if (code === "HPE_HEADER_OVERFLOW") return headersTooLarge();
  if (code === "HPE_INVALID_TRANSFER_ENCODING" && hasUnknownCoding(thrown))
    return unsupportedTransferCoding();
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? requestTimeout() : invalidRequest();
}

/**
 * Whether the transfer coding is unknown. Otherwise chunked does not end the body, or the request has a Content-Length
 * as well; the parser stops before the value of Transfer-Encoding then.
 */
function hasUnknownCoding({ rawPacket, bytesParsed }: ClientError): boolean {
  const parsed = String(rawPacket?.subarray(0, bytesParsed) ?? "");
  const head = parsed.split("\r\n\r\n").at(-1) ?? "";
  const codings = [...head.matchAll(/^transfer-encoding:(.*)/gim)].at(-1)?.[1] ?? "";
  return !/\bchunked\b/i.test(codings) && !/^content-length:/im.test(head);
}
