import { isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * The base URL for links in a response: the configured one, or the address at which the connection arrived. Never the
 * Host header, with which a caller could lead the readers of a shared response to another server.
 */
export function originOf({ server, raw: { socket } }: FastifyRequest): string {
  if (server.publicUrl !== undefined) return server.publicUrl;
  const address = (socket.localAddress ?? "").replace(/^::ffff:(?=[\d.]+$)/, "");
  return `http://${isIPv6(address) ? `[${address}]` : address}:${socket.localPort}`;
}
