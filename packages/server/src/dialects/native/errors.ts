import type { ErrorKind } from "../../core/kernel/errors.ts";
import type { FieldError, HttpError } from "../../http/errors.ts";
import type { RenderedError } from "../../http/mounting/dialect.ts";

const kinds = {
  unauthenticated: { status: 401, title: "Unauthorized" },
  forbidden: { status: 403, title: "Forbidden" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Conflict" },
  stale: { status: 412, title: "Precondition failed" },
  malformed: { status: 400, title: "Bad request" },
  too_large: { status: 413, title: "Content too large" },
  invalid: { status: 422, title: "Validation failed" },
  limited: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Service unavailable" },
  internal: { status: 500, title: "Internal error" },
} satisfies Record<ErrorKind, { status: number; title: string }>;

/** The errors whose status is not that of their kind, which the vendors' dialects use. */
const statuses: Partial<Record<HttpError["code"], { status: number; title: string }>> = {
  organization_deleted: { status: 410, title: "Gone" },
  user_removed: { status: 410, title: "Gone" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  unsupported_content_encoding: { status: 415, title: "Unsupported media type" },
  unsupported_transfer_coding: { status: 501, title: "Not implemented" },
};

/** Records are named by more than their id here. The vendors' dialects have the sentences of the core. */
const sentences: Readonly<Record<string, string>> = {
  organization_not_found: "No organization has this id or slug.",
  user_not_found:
    "No user of this organization has this id, username or e-mail address. A removed user is found by the id alone.",
} satisfies Partial<Record<HttpError["code"], string>>;

export const sentenceOf = (code: string, sentence: string): string => sentences[code] ?? sentence;

/** Renders an error as RFC 9457 problem details. */
export function render(error: HttpError): RenderedError {
  const { status, title } = statuses[error.code] ?? kinds[error.kind];
  return {
    status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      ...(status === 401 && { "www-authenticate": "Bearer" }),
    },
    body: {
      type: `urn:whoseline:problem:${error.code}`,
      title,
      status,
      detail:
        error.fields.length > 0
          ? error.fields.map(toSentence).join(" ")
          : withHint(sentenceOf(error.code, error.message), error),
      code: error.code,
      ...error.values,
      ...(error.fields.length > 0 && { errors: error.fields.map(toProblem) }),
    },
  };
}

const toProblem = (field: FieldError) => ({ pointer: pointerTo(field), detail: toSentence(field) });

const toSentence = (field: FieldError): string => withHint(`${field.detail}.`, field);

const withHint = (sentence: string, { hint }: { readonly hint?: string | undefined }): string =>
  hint === undefined ? sentence : `${sentence} ${hint}`;

/** A JSON pointer into the body, `#` for all of it; the name of a parameter or a header. */
function pointerTo({ in: place, name, pointer }: FieldError): string {
  if (place !== "body") return name;
  return `#${pointer ?? `/${name.replaceAll(".", "/")}`}`;
}
