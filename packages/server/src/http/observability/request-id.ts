import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";

/** Returns the caller's `X-Request-Id` if it is safe to log and store, or else a new UUID. */
export function requestIdOf({ "x-request-id": id }: IncomingHttpHeaders): string {
  // Excludes an API key or a JWT that was sent in the wrong header.
  return typeof id === "string" && /^(?!wl_|eyJ)[\w.-]{1,64}$/.test(id) ? id : randomUUID();
}

/** Adds `X-Request-Id` to every response except event streams, which write their own headers. */
export function addRequestIdHeader(server: FastifyInstance): void {
  server.addHook("onSend", (request, reply, payload, done) => {
    reply.header("x-request-id", request.id);
    done(null, payload);
  });
}
