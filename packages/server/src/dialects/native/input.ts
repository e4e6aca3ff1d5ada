import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { describeValue } from "../../core/kernel/describe-value.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { anyLine, isLine, lineFormat } from "../../core/numbers/line.ts";
import { slugPattern } from "../../core/organizations/slug.ts";
import { endpointsMax } from "../../core/users/endpoints.ts";
import type { OrganizationHandle } from "../../core/users/outbound-number.ts";
import { type FieldError, validationFailed } from "../../http/errors.ts";
import { boundedInteger, component, optional, Type, text } from "../../http/mounting/schema.ts";
import { plusHint } from "../../http/mounting/validation.ts";
import type { NumberId, OrganizationId, Provider, UserHandle, UserId } from "../../model.ts";
import { endpointsDescription } from "./wire.ts";

// The fields of requests, and what their headers mean.

export const countryFormat = "an ISO 3166-1 country code of two capital letters, like CA";
export const countryCode = (options: object = {}) =>
  Type.String({ pattern: "^[A-Z]{2}$", "x-expected": countryFormat, ...options });

/** An object that rejects unknown fields. */
export const strict = <T extends Parameters<typeof Type.Object>[0]>(properties: T, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, "x-expected": "a JSON object", ...options });

export const integer = (minimum: number, maximum: number, options: object = {}) =>
  boundedInteger(minimum, maximum, {
    "x-expected": `an integer from ${minimum} to ${maximum}`,
    ...options,
  });

export const pageSizeDefault = 50;
export const pageSizeMax = 200;
export const pageFields = {
  limit: optional(
    integer(1, pageSizeMax, {
      default: pageSizeDefault,
      description: "The page size.",
      "x-parameter": "Limit",
    }),
  ),
  cursor: optional(
    Type.String({
      maxLength: 1000,
      description: "The `nextCursor` of the previous page. Omit it for the first page.",
      "x-parameter": "Cursor",
    }),
  ),
};
export const pageQuery = strict(pageFields);
export const toPage = (query: { limit?: number; cursor?: string }) => ({
  limit: query.limit ?? pageSizeDefault,
  cursor: query.cursor,
});

export const nameLengthMax = 200;
/** One line of text that a person reads: a name, an alias or a label. */
export const name = (max = nameLengthMax) => text({ format: "name", max });
/** At most one way to match: the pattern runs on text of any length, and a second way would cost its square. */
const emailPattern = "[^\\s@]+@[^\\s@][^\\s@.]*\\.[^\\s@]+";
export const email = (options: { readonly description?: string } = {}) =>
  text({
    ...options,
    format: "email",
    max: 254,
    pattern: `^${emailPattern}$`,
    expected: "an e-mail address like sam.patel@acme.example",
  });
export const username = () =>
  text({ format: "name", max: 64, pattern: "^\\S+$", expected: "1 to 64 characters without spaces" });
export const externalId = () =>
  text({
    max: 255,
    description:
      "The user's name in another system, such as the `sub` of an identity provider. Case-sensitive.",
  });
export const reasonLengthMax = 500;
export const reason = () =>
  text({
    max: reasonLengthMax,
    expected: `text of 1 to ${reasonLengthMax} characters`,
    description: "Kept in the history. It overrides cooling and reservations.",
  });
export const search = (description: string) => Type.String({ maxLength: 200, format: "text", description });
export const endpoints = () =>
  Type.Array(Type.String(), {
    maxItems: endpointsMax,
    description: endpointsDescription,
    "x-expected": `a list of at most ${endpointsMax} endpoints`,
  });

/** Lets a route accept a request without a body like one with an empty body. */
export async function defaultToEmptyBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {};
}

/** The name of an organization in paths. */
export const slug = (description: string) =>
  Type.String({
    pattern: `^(?![0-9a-f]{24}$)${slugPattern}$`,
    "x-expected":
      "1 to 63 lower-case letters, digits and hyphens, without a hyphen at the ends, and not an id",
    description,
  });

/** An id or a line; `numberReference` reads it. */
export const numberReferenceInput = (options: object) =>
  Type.String({
    pattern: `^[0-9a-fA-F]{24}$|${anyLine.source}`,
    "x-expected": "a number's id or its line, like +14165550102",
    ...options,
  });

export const userReferenceDescription =
  "A user by id, username after an `@`, or e-mail address. A name is looked up as names are compared: in any case. Nobody has the name of a removed user.";
export const userReferencePattern = `^(?:[0-9a-fA-F]{24}|@\\S{1,64}|${emailPattern})$`;

/** An id, a username or an e-mail address; `userReference` reads it. */
export const userReferenceInput = (options: object = {}) =>
  Type.String({
    format: "text",
    maxLength: 254,
    pattern: userReferencePattern,
    "x-expected": "a user's id, @username or e-mail address",
    ...component("UserReference", userReferenceDescription),
    ...options,
  });

/** A user by their id, `@username` or e-mail address. */
export function userReference(text: string): UserHandle {
  if (text.startsWith("@")) return { username: text.slice(1) };
  return parseId<UserId>(text) ?? { email: text };
}

/** An id or a slug; `organizationReference` reads it. */
export const organizationReferenceInput = (options: object) =>
  Type.String({
    pattern: `^(?:[0-9a-fA-F]{24}|${slugPattern})$`,
    "x-expected": "an organization's id or its slug",
    ...component("OrganizationReference", "The id of an organization, or its slug."),
    ...options,
  });

/** An organization by its id or its slug. */
export const organizationReference = (text: string): OrganizationHandle =>
  parseId<OrganizationId>(text) ?? { slug: text };

/** Throws unless the line has the format of the provider's lines. */
export function requireLine(
  provider: Provider,
  line: string,
  field: Pick<FieldError, "in" | "name" | "pointer">,
): void {
  if (isLine(provider, line)) return;
  const got = describeValue(line) + plusHint(line, field.in);
  const detail = `${field.name} must be ${lineFormat(provider)}, got ${got}`;
  throw validationFailed({ ...field, rule: "format", detail });
}

/** A number by its id or its line. */
export function numberReference(text: string): { id: NumberId } | { line: string } {
  const id = parseId<NumberId>(text);
  return id === undefined ? { line: text } : { id };
}

export const versionETag = ({ version }: { readonly version: number }): string => `"${version}"`;

export function setETag(reply: FastifyReply, record: { readonly version: number }): void {
  reply.header("etag", versionETag(record));
}

/**
 * Sets the ETag of a response that contains more than the record, such as its holders, and returns the response. The
 * tag is the version and a digest, so that it changes with everything that the client sees.
 */
export function withDigestETag<T extends object>(
  reply: FastifyReply,
  record: { readonly version: number },
  response: T,
): T {
  reply.header("etag", digestETag(record, JSON.stringify(response)));
  return response;
}

/** The tag of a response with this JSON. */
export function digestETag({ version }: { readonly version: number }, json: string): string {
  const digest = hash("sha256", json, "base64url").slice(0, digestLength);
  return `"${version}-${digest}"`;
}

const digestLength = 22;
