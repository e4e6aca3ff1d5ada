import { component, optional, Type } from "../../http/mounting/schema.ts";
import type { DocumentedHeader, DocumentedResponse } from "../../http/openapi/operation.ts";
import { commonHeaders, retryAfter } from "./headers.ts";

const problemSchema = Type.Object(
  {
    type: Type.String({ description: "`urn:whoseline:problem:` and the code." }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: "What is wrong, and what would be right." }),
    code: Type.String({ description: "Stable; for programs." }),
    head: optional(
      Type.Integer({
        description:
          "With `position_ahead` and `position_diverged`: the `seq` of the last event of the feed.",
      }),
    ),
    organizationId: optional(
      Type.String({
        description:
          "With `position_ahead` and `position_diverged` of the platform's feed: the organization.",
      }),
    ),
    quota: optional(Type.String({ description: "With `quota_exceeded`: the resource." })),
    used: optional(
      Type.Integer({ description: "With `quota_exceeded`: how many the organization has of it." }),
    ),
    limit: optional(Type.Integer({ description: "With `quota_exceeded`: how many it can have." })),
    count: optional(
      Type.Integer({
        description: "With `organization_has_numbers` and `organization_has_api_keys`: how many there are.",
      }),
    ),
    deletedAt: optional(
      Type.String({ description: "With `organization_deleted`: when the organization was deleted." }),
    ),
    removedAt: optional(Type.String({ description: "With `user_removed`: when the user left." })),
    offboardingId: optional(
      Type.String({ description: "With `user_removed`: the offboarding, for `getOffboarding`." }),
    ),
    errors: optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: "A JSON pointer into the body, like `#/owner/email`; or the name of the parameter.",
          }),
          detail: Type.String(),
        }),
        { description: "The invalid fields of the request." },
      ),
    ),
  },
  component("Problem", "An error, as RFC 9457 problem details."),
);

const problem = (name: string, description: string, ...headers: DocumentedHeader[]): DocumentedResponse => ({
  component: name,
  description,
  schema: problemSchema,
  contentType: "application/problem+json",
  headers: [...headers, ...commonHeaders],
});

/** The error responses of the dialect, by status. */
export const problemResponses = {
  400: problem("BadRequest", "The request cannot be parsed."),
  401: problem("Unauthorized", "The credential is missing, invalid, expired or revoked."),
  403: problem(
    "Forbidden",
    "The caller's role does not permit the operation, or the organization is suspended.",
  ),
  404: problem("NotFound", "A record of the path does not exist, or belongs to another organization."),
  409: problem("Conflict", "The current state of a record or a feed does not permit the request."),
  410: problem(
    "Gone",
    "The organization was deleted, or the user was removed: `deletedAt`, or `removedAt` and `offboardingId`, have the details.",
  ),
  412: problem("PreconditionFailed", "The record has changed since it was read."),
  413: problem("ContentTooLarge", "The body is larger than 64 KiB."),
  422: problem("ValidationFailed", "A field of the request is invalid."),
  429: problem("TooManyRequests", "A rate limit is exceeded.", retryAfter),
  500: problem("InternalError", "Internal error. The server's log has the request id."),
  503: problem("ServiceUnavailable", "The server is overloaded or the database is unavailable.", retryAfter),
} as const satisfies Readonly<Record<number, DocumentedResponse>>;

export type ProblemStatus = keyof typeof problemResponses;
