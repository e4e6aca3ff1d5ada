import type { FastifyInstance, FastifyRequest } from "fastify";
import { unexpectedBody, unsupportedContentType } from "../errors.ts";
import { parseJson } from "./json.ts";

/**
 * Parses the bodies of all content types, so that one function decides what is accepted. JSON.parse would silently
 * use the last of two equal keys, and another reader of the same request might use the first.
 */
export function addBodyParser(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, body: Buffer) =>
    parseBody(request, body),
  );
}

function parseBody(request: FastifyRequest, body: Buffer): unknown {
  const { config, schema } = request.routeOptions;
  if (body.length === 0 || config.ignoresBody || request.is404) return undefined;
  if (!schema?.body) throw unexpectedBody();
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(request.headers["content-type"] ?? ""))
    throw unsupportedContentType();
  return parseJson(body);
}
