import type { FastifyInstance } from "fastify";

/** On every response. Pages replace `cache-control` and add a content security policy. */
export const commonHeaders = {
  // Responses contain personal data, and some of them secrets.
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Adds the common headers before anything else runs, so that event streams and errors have them too. */
export function addCommonHeaders(server: FastifyInstance): void {
  server.addHook("onRequest", (_request, reply, done) => {
    reply.headers(commonHeaders);
    done();
  });
}
