/**
 * Everything that can go wrong, said once. Each error has a kind that every dialect must render, a stable
 * code, a sentence for people, and a private cause for the log. No HTTP and no vendor's word.
 */
export const errorKinds = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "stale",
  "malformed",
  "too_large",
  "invalid",
  "limited",
  "unavailable",
  "internal",
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** The rule a field broke; a dialect with words of its own for a rule looks here, not into the sentence. */
export type FieldRule = "required" | "type" | "format" | "unknown" | "mismatch" | "ambiguous" | "range";

export interface FieldError {
  readonly in: "body" | "query" | "path" | "header";
  /** As the caller's dialect spells it; a path such as `owner.email` for a field inside another; "" for the whole. */
  readonly name: string;
  readonly rule: FieldRule;
  /** The JSON pointer, where the name could be split wrongly: `/owner/email`. */
  readonly pointer?: string;
  /** What type or form was expected, for the dialects that word it themselves. */
  readonly expected?: string;
  readonly detail: string;
}

export interface ErrorDetails {
  readonly fields?: readonly FieldError[];
  /** After how many seconds it is worth a repeat, where that is known. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export class CoreError extends Error {
  override readonly name = "CoreError";
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, code: ErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(sentence, { cause: details.cause });
    this.kind = kind;
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export type ErrorCode =
  | "credential_missing"
  | "invalid_credential"
  | "credential_expired"
  | "credential_revoked"
  | "credential_user_inactive"
  | "organization_suspended"
  | "organization_required"
  | "insufficient_role"
  | "owner_protected"
  | "self_protected"
  | "id_not_allowed"
  | "metrics_access_denied"
  | "organization_not_found"
  | "user_not_found"
  | "group_not_found"
  | "number_not_found"
  | "assignment_not_found"
  | "no_assignment_on_provider"
  | "api_key_not_found"
  | "router_key_not_found"
  | "route_not_found"
  | "number_unavailable"
  | "number_held"
  | "number_cooling"
  | "number_reserved"
  | "number_in_use"
  | "holder_changed"
  | "event_not_found"
  | "offboarding_not_found"
  | "plan_stale"
  | "undo_conflict"
  | "already_undone"
  | "undo_of_undo"
  | "not_undoable"
  | "undo_window_expired"
  | "number_exists"
  | "already_assigned"
  | "user_inactive"
  | "id_taken"
  | "email_taken"
  | "username_taken"
  | "group_name_taken"
  | "version_stale"
  | "invalid_json"
  | "duplicate_json_key"
  | "json_too_deep"
  | "unsupported_content_type"
  | "unexpected_body"
  | "invalid_request"
  | "request_timeout"
  | "body_too_large"
  | "headers_too_large"
  | "validation_failed"
  | "invalid_cursor"
  | "idempotency_key_reused"
  | "too_many_requests"
  | "overloaded"
  | "shutting_down"
  | "response_timeout"
  | "storage_unavailable"
  | "jwks_unavailable"
  | "internal";

/**
 * A value as a sentence shows it: what it is, because what was sent may be somebody's name, line or key, and a
 * refusal is kept in more places than the request.
 */
export function show(value: unknown): string {
  if (typeof value === "string") return isCount(value) ? JSON.stringify(value) : textOf([...value].length);
  if (typeof value === "number") return isCount(String(value)) ? String(value) : "a number";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Four digits are not enough to be a line. */
const isCount = (text: string): boolean => /^-?\d{0,4}(\.\d{1,2})?$/.test(text);

const textOf = (length: number): string => `text of ${length} character${length === 1 ? "" : "s"}`;

/** The name of a field that the caller made up; `unnamed` where it may be an address, a line or a key. */
export const showName = (name: string): string =>
  /^(?!wl_)[A-Za-z][A-Za-z_-]{0,39}\d{0,4}$/.test(name) ? name : "unnamed";
