import type { ErrorKind } from "../../core/kernel/errors.ts";
import type { FieldError, HttpError } from "../../http/errors.ts";
import type { RenderedError } from "../../http/mounting/dialect.ts";

const kinds = {
  unauthenticated: { status: 401, title: "Not authenticated" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Conflict" },
  stale: { status: 412, title: "Changed meanwhile" },
  malformed: { status: 400, title: "Not readable" },
  too_large: { status: 413, title: "Too large" },
  invalid: { status: 422, title: "Not valid" },
  limited: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Not available" },
  internal: { status: 500, title: "Internal error" },
} satisfies Record<ErrorKind, { status: number; title: string }>;

/** An error as RFC 9457 problem details. */
export function render(error: HttpError): RenderedError {
  const { status, title } = kinds[error.kind];
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
      detail: error.message,
      code: error.code,
      ...(error.fields.length > 0 && { errors: error.fields.map(toProblem) }),
    },
  };
}

const toProblem = (field: FieldError) => ({ pointer: pointerTo(field), detail: field.detail });

/** A JSON pointer for a field of the body, `#` for the whole of it; the bare name for what stands elsewhere. */
function pointerTo({ in: place, name, pointer }: FieldError): string {
  if (place !== "body") return name;
  return `#${pointer ?? `/${name.replaceAll(".", "/")}`}`;
}
