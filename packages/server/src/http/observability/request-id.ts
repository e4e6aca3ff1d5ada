import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";

/** The caller's own id for the request where it is a plain one, because it goes into the log and the history. */
export function requestIdOf({ "x-request-id": given }: IncomingHttpHeaders): string {
  // A key or a token that was put into the wrong header is a plain word too.
  return typeof given === "string" && /^(?!wl_|eyJ)[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Every answer says it, but for a stream, which writes its head itself. */
export function addRequestIdHeader(server: FastifyInstance): void {
  server.addHook("onSend", (request, reply, payload, done) => {
    reply.header("x-request-id", request.id);
    done(null, payload);
  });
}
