import type { ErrorKind } from "../../core/kernel/errors.ts";
import type { HttpError } from "../../http/errors.ts";
import type { RenderedError } from "../../http/mounting/dialect.ts";

interface ErrorTemplate {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** For errors without an invalid field. */
  readonly detail?: string;
  readonly hasSource?: boolean;
  readonly hasMeta?: boolean;
}

const badRequest: ErrorTemplate = {
  status: 400,
  code: "10015",
  title: "Bad Request",
  hasSource: true,
  hasMeta: true,
};
const notAuthorized: ErrorTemplate = {
  status: 403,
  code: "10010",
  title: "Not authorized",
  hasSource: true,
  hasMeta: true,
};

/**
 * https://developers.telnyx.com/docs/overview/errors. The operations declare no 409, 412, 413 or 422, and
 * clients retry a 409 but never a 403.
 */
const kinds = {
  unauthenticated: {
    status: 401,
    code: "10009",
    title: "Authentication failed",
    detail: "Could not understand the provided credentials.",
    hasMeta: true,
  },
  forbidden: notAuthorized,
  not_found: {
    status: 404,
    code: "10005",
    title: "Resource not found",
    detail: "The requested resource or URL could not be found.",
    hasSource: true,
    hasMeta: true,
  },
  conflict: notAuthorized,
  stale: notAuthorized,
  malformed: badRequest,
  too_large: badRequest,
  invalid: badRequest,
  limited: {
    status: 429,
    code: "10011",
    title: "Too many requests",
    detail: "You have exceeded the maximum number of allowed requests.",
  },
  unavailable: { status: 503, code: "10007", title: "Unexpected error" },
  internal: { status: 500, code: "10007", title: "Unexpected error" },
} satisfies Record<ErrorKind, ErrorTemplate>;

/** Sentences that clients may compare. */
const details: Readonly<Partial<Record<HttpError["code"], string>>> = {
  insufficient_role: "You are not authorized to access the requested resource.",
  self_protected:
    "This is the user whose credential makes the request; nobody can remove or disable himself.",
};

/** Renders `{errors: [{code, title, detail, source, meta}]}`, with one error per invalid field. */
export function render(error: HttpError): RenderedError {
  const template: ErrorTemplate = kinds[error.kind];
  const fields = error.fields.length > 0 ? error.fields : [undefined];
  return {
    status: template.status,
    body: {
      errors: fields.map((field) => ({
        code: template.code,
        title: template.title,
        detail: field?.detail ?? template.detail ?? details[error.code] ?? error.message,
        ...(template.hasSource && { source: { pointer: field ? `/${field.name}` : "/" } }),
        ...(template.hasMeta && {
          meta: { url: `https://developers.telnyx.com/docs/overview/errors/${template.code}` },
        }),
      })),
    },
  };
}
