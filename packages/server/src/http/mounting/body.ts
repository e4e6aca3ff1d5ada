import type { FastifyInstance, FastifyRequest } from "fastify";
import { parse } from "lossless-json";
import {
  duplicateJsonKey,
  invalidJson,
  jsonTooDeep,
  unexpectedBody,
  unsupportedContentType,
} from "../errors.ts";
import { jsonLevelsMax } from "../limits.ts";

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

/** Throws if the body is not JSON in UTF-8, is nested too deeply, or has a key twice in one object with different values. */
function parseJson(body: Buffer): unknown {
  const value = parseText(decode(body));
  if (isDeeper(value, jsonLevelsMax)) throw jsonTooDeep(jsonLevelsMax);
  return value;
}

function parseText(text: string): unknown {
  try {
    return parse(text, undefined, { parseNumber: Number, onDuplicateKey: throwDuplicateKey });
  } catch (error) {
    if (error instanceof DuplicateKey) throw duplicateJsonKey(error.key);
    throw invalidJson();
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The parser accepts deeper values than JSON.stringify can serialize. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1)));

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw invalidJson();
  }
}

class DuplicateKey extends Error {
  readonly key: string;
  constructor(key: string) {
    super("duplicate key");
    this.key = key;
  }
}

function throwDuplicateKey({ key }: { key: string }): never {
  throw new DuplicateKey(key);
}
