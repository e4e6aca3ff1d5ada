import type { FastifyInstance, FastifyRequest } from "fastify";
import { allowUpload } from "../body-timeout.ts";

/** Lets the routes of a scope read their bodies themselves. */
export function addUploadParser(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addHook("onRequest", (request, _reply, done) => {
    allowUpload(request.raw);
    done();
  });
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
}

/** The bytes of a body that is not parsed. A reader that ends early leaves the connection open for the response. */
export const uploadOf = (request: FastifyRequest): AsyncIterable<Uint8Array> =>
  request.raw.iterator({ destroyOnReturn: false });
