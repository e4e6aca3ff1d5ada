import type { FastifyReply, FastifyRequest } from "fastify";
import { CoreError, versionStale } from "../../core/kernel/errors.ts";
import type { VersionCondition, Versions } from "../../core/kernel/version.ts";
import {
  type EntityTags,
  matchesStrongly,
  matchesWeakly,
  parseEntityTags,
  strongValues,
} from "../../http/entity-tags.ts";
import { preconditionNotSupported, validationFailed, weakETag } from "../../http/errors.ts";

// Conditional requests: https://www.rfc-editor.org/rfc/rfc9110#section-13

type TagHeader = "If-Match" | "If-None-Match";

const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined =>
  headers[name.toLowerCase()] as string | undefined;

function readTags(request: FastifyRequest, name: TagHeader): EntityTags | undefined {
  const header = headerOf(request, name);
  return header === undefined ? undefined : parseEntityTags(header);
}

/** The condition in `If-Match` and `If-None-Match` of a write. Throws when one of them is malformed. */
export function expectedVersion(request: FastifyRequest): VersionCondition {
  const [ifMatch, ifNoneMatch] = [requireTags(request, "If-Match"), requireTags(request, "If-None-Match")];
  return {
    isOneOf: ifMatch && toVersions(ifMatch, "strong"),
    isNoneOf: ifNoneMatch && toVersions(ifNoneMatch, "weak"),
  };
}

function requireTags(request: FastifyRequest, name: TagHeader): EntityTags | undefined {
  const tags = readTags(request, name);
  if (tags !== undefined || headerOf(request, name) === undefined) return tags;
  const detail = `${name} must be * or ETags separated by commas, like "3"`;
  throw validationFailed({ in: "header", name, rule: "format", detail });
}

/** A version, with a digest where the response has more than the record. Other tags match no record. */
const tagOfVersion = /^([1-9]\d{0,14})(?:-[\w-]{22})?$/;

function toVersions(tags: EntityTags, comparison: "strong" | "weak"): Versions {
  if (tags === "*") return "any";
  const values = comparison === "strong" ? strongValues(tags) : tags.map(({ value }) => value);
  return values.map((value) => Number(tagOfVersion.exec(value)?.[1] ?? Number.NaN));
}

/**
 * Throws when a write has a precondition that its route does not evaluate. No record has a modification date; a date
 * is ignored where the tags that take precedence over it are evaluated.
 */
export function refuseUnsupported(request: FastifyRequest, evaluatesTags: boolean): void {
  const isGiven = (name: string) => headerOf(request, name) !== undefined;
  const refuse = (name: string) => {
    if (isGiven(name)) throw preconditionNotSupported(name);
  };
  if (!evaluatesTags) for (const name of ["If-Match", "If-None-Match"]) refuse(name);
  if (!isGiven("If-Match")) refuse("If-Unmodified-Since");
  if (!isGiven("If-None-Match")) refuse("If-Modified-Since");
}

/** Explains a mismatch that is due to a weak tag. */
export function explainMismatch(request: FastifyRequest, error: unknown): unknown {
  const isMismatch = error instanceof CoreError && error.code === "version_stale";
  const tags = isMismatch ? readTags(request, "If-Match") : undefined;
  return tags !== undefined && tags !== "*" && tags.some(({ isWeak }) => isWeak) ? weakETag() : error;
}

/**
 * Returns whether the client of a read has the representation with this ETag already. Throws when `If-Match` does not
 * hold. Malformed headers are ignored.
 */
export function isNotModified(request: FastifyRequest, reply: FastifyReply): boolean {
  const etag = reply.getHeader("etag");
  if (typeof etag !== "string") return false;
  const ifMatch = readTags(request, "If-Match");
  const version = etag.replace(/-.*"/, '"');
  if (ifMatch !== undefined && ![etag, version].some((tag) => matchesStrongly(ifMatch, tag)))
    throw versionStale();
  const ifNoneMatch = readTags(request, "If-None-Match");
  return ifNoneMatch !== undefined && matchesWeakly(ifNoneMatch, etag);
}
