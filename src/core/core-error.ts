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
  | "credential_wrong"
  | "credential_expired"
  | "credential_revoked"
  | "user_inactive"
  | "organization_suspended"
  | "organization_required"
  | "role_too_low"
  | "owner_protected"
  | "self_protected"
  | "id_reserved"
  | "metrics_local"
  | "organization_unknown"
  | "user_unknown"
  | "group_unknown"
  | "number_unknown"
  | "assignment_unknown"
  | "assignment_none_on_provider"
  | "api_key_unknown"
  | "router_key_unknown"
  | "route_unknown"
  | "number_unavailable"
  | "number_held"
  | "number_cooling"
  | "number_reserved"
  | "number_still_held"
  | "holder_changed"
  | "event_unknown"
  | "offboarding_unknown"
  | "plan_stale"
  | "world_moved_on"
  | "undone_already"
  | "undo_of_undo"
  | "not_undoable"
  | "offboarding_too_old"
  | "number_here"
  | "already_holding"
  | "user_not_active"
  | "id_taken"
  | "email_taken"
  | "username_taken"
  | "group_name_taken"
  | "version_stale"
  | "json_malformed"
  | "json_duplicate_key"
  | "json_too_deep"
  | "content_type_wrong"
  | "body_unexpected"
  | "request_malformed"
  | "request_late"
  | "body_too_large"
  | "head_too_large"
  | "fields_invalid"
  | "cursor_invalid"
  | "idempotency_key_reused"
  | "too_many_requests"
  | "overloaded"
  | "stopping"
  | "answer_late"
  | "storage_unavailable"
  | "keys_unavailable"
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
