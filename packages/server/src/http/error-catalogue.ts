import type { CatalogueEntry, ErrorCode } from "../core/kernel/error-catalogue.ts";

/** The errors that exist only over HTTP, by public code. */
export const httpErrorCatalogue = {
  credential_missing: {
    kind: "unauthenticated",
    sentence: "The request has no credential. Send an API key or a JWT in the Authorization header.",
  },
  cross_origin_request: {
    kind: "forbidden",
    sentence:
      "A session is only for requests of this server's own pages, which browsers mark with Sec-Fetch-Site: same-origin. Send an API key in the Authorization header from elsewhere.",
  },
  https_required: {
    kind: "forbidden",
    sentence:
      "The console requires HTTPS, except on the machine of the server. Open it with https://, or as http://127.0.0.1 on that machine.",
  },
  metrics_access_denied: {
    kind: "forbidden",
    sentence:
      "Without a token, metrics are available only to direct requests from this host to a loopback address. Set WHOSELINE_METRICS_TOKEN and send it as a bearer token.",
  },
  route_not_found: {
    kind: "not_found",
    sentence: "This server has no route for this method and path.",
  },

  method_not_allowed: {
    kind: "not_found",
    sentence: (methods: string) => `This path does not support this method. It supports ${methods}.`,
  },

  invalid_json: { kind: "malformed", sentence: "The request body is not valid JSON." },
  duplicate_json_key: {
    kind: "malformed",
    sentence: (key: string) =>
      `The request body has the key ${key} twice in one object, with different values.`,
  },
  json_too_deep: {
    kind: "malformed",
    sentence: (levels: number) => `The request body is nested deeper than ${levels} levels.`,
  },
  unsupported_content_type: {
    kind: "malformed",
    sentence: "The request body must be JSON, sent with the header Content-Type: application/json.",
  },
  session_content_type: {
    kind: "malformed",
    sentence:
      "A request with a session must have a Content-Type that a form of another page cannot send, such as application/json.",
  },
  unsupported_content_encoding: {
    kind: "malformed",
    sentence:
      "The request body has a Content-Encoding that this operation does not accept. Send it uncompressed.",
  },
  unsupported_transfer_coding: {
    kind: "malformed",
    sentence: "The request has a Transfer-Encoding other than chunked.",
  },
  invalid_host: {
    kind: "malformed",
    sentence: "The request must have exactly one Host header, with a host name and optionally a port.",
  },
  duplicate_header: {
    kind: "malformed",
    sentence: (name: string) => `The request has the header ${name} more than once. Send it once.`,
  },
  unexpected_body: {
    kind: "malformed",
    sentence: "This request must not have a body. Send it without one.",
  },
  invalid_request: { kind: "malformed", sentence: "The request is not valid HTTP." },
  request_timeout: {
    kind: "malformed",
    sentence: "The request did not arrive completely in time. Send it again.",
  },
  body_too_large: {
    kind: "too_large",
    sentence: (limitBytes: number) => `The request body is larger than ${limitBytes} bytes.`,
  },
  headers_too_large: {
    kind: "too_large",
    sentence: "The path and headers of the request are too long, or it has too many headers.",
  },

  precondition_not_supported: {
    kind: "invalid",
    sentence: (header: string) =>
      `This operation does not support ${header}. Nothing was changed; omit the header to make the change unconditionally.`,
  },
  weak_etag: {
    kind: "stale",
    sentence:
      'If-Match has a weak ETag (W/"…"), which never matches. A proxy between client and server has weakened it, as nginx does when it compresses a response: turn compression off there for this API, or send the ETag without W/.',
  },

  too_many_requests: {
    kind: "limited",
    sentence: "The rate limit is exceeded. Retry after the time in Retry-After.",
  },
  too_many_streams: {
    kind: "limited",
    sentence: (of: string, limit: number) =>
      `The limit of ${limit} open event streams of ${of} is reached. Close one, or retry after the time in Retry-After.`,
  },
  too_many_exports: {
    kind: "limited",
    sentence: (of: string, limit: number) =>
      `The limit of ${limit} running exports of ${of} is reached. Retry after the time in Retry-After.`,
  },
  overloaded: {
    kind: "unavailable",
    sentence: "The server is overloaded. The request was not processed; retry later.",
  },
  shutting_down: {
    kind: "unavailable",
    sentence: "The server is shutting down. The request was not processed; retry it.",
  },
  response_timeout: {
    kind: "unavailable",
    sentence:
      "The response took too long. The outcome of a write is unknown: retry it with the same Idempotency-Key.",
  },
  jwks_unavailable: {
    kind: "unavailable",
    sentence: "The keys that verify JWTs cannot be fetched. The request was not processed; retry later.",
  },
  internal: {
    kind: "internal",
    sentence: "Internal error. See the server log for this request ID.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type HttpErrorCode = keyof typeof httpErrorCatalogue;
export const httpErrorCodes = Object.keys(httpErrorCatalogue) as readonly HttpErrorCode[];

/** The sentences over HTTP of those core errors where a header is involved. */
export const headerSentences: Readonly<Partial<Record<ErrorCode, string>>> = {
  version_stale:
    "The record has changed since the version in If-Match, or does not exist. Read it and retry.",
  record_exists: "The record exists, and If-None-Match excludes its version.",
  idempotency_key_reused:
    "This Idempotency-Key was already used for another request. Use a new key for a new request.",
  storage_unavailable:
    "The database is unavailable. The outcome of a write is unknown: retry it with the same Idempotency-Key.",
};
