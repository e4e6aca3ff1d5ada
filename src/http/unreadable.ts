import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError } from "fastify";
import { headTooLarge, requestMalformed } from "../core/errors.ts";
import type { Dialect } from "./dialect.ts";
import { lingerMs } from "./limits.ts";

export interface Unread {
  readonly path: string;
  readonly status: number;
  readonly requestId: string;
}

/**
 * A request that is not HTTP, or whose head is too large, never gets to a route. Its dialect is told by the
 * path where that can still be seen. Undefined when nobody is there to be answered.
 */
export function answerUnreadable(
  thrown: ConnectionError,
  socket: Socket,
  dialectAt: (path: string) => Dialect,
): Unread | undefined {
  // Some clients never close their side: the socket would be kept, and a stop would wait for it, for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
  if (!socket.writable) return undefined;
  const path = /^[A-Z]+ (\S*)/.exec(String(thrown.rawPacket ?? ""))?.[1] ?? "";
  const requestId = randomUUID();
  const error = thrown.code === "HPE_HEADER_OVERFLOW" ? headTooLarge() : requestMalformed();
  const { status, headers, body } = dialectAt(path).render(error, { method: "", headers: {} });
  const text = JSON.stringify(body);
  const lines = {
    "content-type": "application/json; charset=utf-8",
    "x-request-id": requestId,
    ...headers,
    "content-length": Buffer.byteLength(text),
    connection: "close",
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${text}`);
  return { path, status, requestId };
}
