import type { ErrorKind } from "../../core/kernel/errors.ts";
import type { HttpError } from "../../http/errors.ts";
import type { RenderedError, RequestInfo } from "../../http/mounting/dialect.ts";

/** Tether declares no 409: a conflict is a 400. */
const kinds = {
  unauthenticated: { status: 401, error: "Unauthorized" },
  forbidden: { status: 403, error: "Forbidden" },
  not_found: { status: 404, error: "Not found" },
  conflict: { status: 400, error: "Conflict" },
  stale: { status: 400, error: "Changed meanwhile" },
  malformed: { status: 400, error: "Malformed request" },
  too_large: { status: 400, error: "Request too large" },
  invalid: { status: 400, error: "Validation failed" },
  limited: { status: 429, error: "Too many requests" },
  unavailable: { status: 503, error: "Service unavailable" },
  internal: { status: 500, error: "Internal error" },
} satisfies Record<ErrorKind, { status: number; error: string }>;

/** The short title of each cause; clients may compare it. */
const titles: Readonly<Partial<Record<HttpError["code"], string>>> = {
  credential_missing: "Authentication required",
  invalid_credential: "Invalid credential",
  credential_expired: "Credential expired",
  credential_revoked: "Credential revoked",
  credential_user_inactive: "User not active",
  organization_not_found: "Organization not found",
  user_not_found: "Target user not found",
  user_inactive: "Target user not active",
  no_assignment_on_provider: "No assignment for provider",
  number_unavailable: "Phone number not available",
  number_held: "Phone number already held",
  quota_exceeded: "Quota exceeded",
  idempotency_key_reused: "Idempotency key reused",
  invalid_cursor: "Invalid cursor",
  route_not_found: "Route not found",
};

/** Sentences that clients may compare. */
const details: Readonly<Partial<Record<HttpError["code"], string>>> = {
  invalid_cursor: "The cursor is not one this list has given. Start again without it.",
};

/** Renders `{error, details}`: a title per cause, and a sentence. */
export function render(error: HttpError, request: RequestInfo): RenderedError {
  const { status, error: title } = kinds[error.kind];
  // The list declares no 404: an unknown organization is an invalid organizationId.
  const isListOfUnknown = error.code === "organization_not_found" && ["GET", "HEAD"].includes(request.method);
  return {
    status: isListOfUnknown ? 400 : status,
    body: {
      error: titles[error.code] ?? fieldTitle(error) ?? title,
      details: details[error.code] ?? error.message,
    },
  };
}

function fieldTitle({ fields }: HttpError): string | undefined {
  const [field] = fields;
  if (field === undefined) return undefined;
  return `${field.rule === "required" ? "Missing" : "Invalid"} ${field.name || "body"}`;
}
