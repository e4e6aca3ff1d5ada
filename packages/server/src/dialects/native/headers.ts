import { Type } from "../../http/mounting/schema.ts";
import type { DocumentedHeader } from "../../http/openapi/operation.ts";

// The headers of requests and responses in the OpenAPI document.

export const ifMatch: DocumentedHeader = {
  component: "IfMatch",
  name: "If-Match",
  description:
    "The `ETag` of the version to change, several of them, or `*` for any version. The request is rejected when the record has another version or does not exist. Weak tags (`W/`) never match.",
  schema: Type.String(),
};

export const ifNoneMatch: DocumentedHeader = {
  component: "IfNoneMatch",
  name: "If-None-Match",
  description:
    "`*`: the request is rejected when the record exists. With ETags, when the record has one of these versions.",
  schema: Type.String(),
};

export const ifNoneMatchOfRead: DocumentedHeader = {
  component: "IfNoneMatchOfRead",
  name: "If-None-Match",
  description: "The `ETag`s that the client has: the response is 304 when the record still has one of them.",
  schema: Type.String(),
};

export const lastEventId: DocumentedHeader = {
  component: "LastEventId",
  name: "Last-Event-ID",
  description: "The `id` of the last message received. It takes precedence over the query.",
  schema: Type.String(),
};

export const requestId: DocumentedHeader = {
  component: "RequestId",
  name: "x-request-id",
  description: "The id of the request in the server's log: the one that was sent, or a new one.",
  schema: Type.String(),
};

export const sessionCookieHeader: DocumentedHeader = {
  component: "SetCookie",
  name: "Set-Cookie",
  description:
    "The session: `__Host-whoseline` over HTTPS, `whoseline_session` over HTTP on the machine of the server.",
  schema: Type.String(),
};

export const eTag: DocumentedHeader = {
  component: "ETag",
  name: "ETag",
  description: "The version of the record, for `If-Match`.",
  schema: Type.String(),
};

export const contentLength: DocumentedHeader = {
  component: "ContentLength",
  name: "Content-Length",
  description: "The number of bytes. A shorter response was cut off.",
  schema: Type.Integer({ minimum: 0 }),
};

export const reprDigest: DocumentedHeader = {
  component: "ReprDigest",
  name: "Repr-Digest",
  description: "The SHA-256 of the content, as RFC 9530 writes it: `sha-256=:<base64>:`.",
  schema: Type.String(),
};

export const retryAfter: DocumentedHeader = {
  component: "RetryAfter",
  name: "Retry-After",
  description: "Seconds until a retry can succeed.",
  schema: Type.Integer({ minimum: 1 }),
};

export const rateLimit: DocumentedHeader = {
  component: "RateLimit",
  name: "RateLimit",
  description:
    "What remains of each quota (`r`) and the seconds until it is reset (`t`), when rate limits are configured.",
  schema: Type.String(),
};

export const rateLimitPolicy: DocumentedHeader = {
  component: "RateLimitPolicy",
  name: "RateLimit-Policy",
  description: "Each quota (`q`) and its window in seconds (`w`), when rate limits are configured.",
  schema: Type.String(),
};

/** The headers of every response. */
export const commonHeaders = [requestId, rateLimit, rateLimitPolicy] as const;
