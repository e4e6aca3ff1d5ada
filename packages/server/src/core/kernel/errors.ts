import { CoreError, type ErrorCode, type ErrorKind, type FieldError, showName } from "./core-error.ts";

export * from "./core-error.ts";

// The catalogue: everything that can go wrong, each said once.

const error = (kind: ErrorKind, code: ErrorCode, sentence: string) => () =>
  new CoreError(kind, code, sentence);

// Who is asking

export const credentialMissing = error(
  "unauthenticated",
  "credential_missing",
  "The request carries no credential. Send an API key or a JWT in the Authorization header.",
);
export const invalidCredential = error(
  "unauthenticated",
  "invalid_credential",
  "The credential is not one of ours. Check that it was copied whole.",
);
export const credentialExpired = error(
  "unauthenticated",
  "credential_expired",
  "The credential has expired. Ask for a new one.",
);
export const credentialRevoked = error(
  "unauthenticated",
  "credential_revoked",
  "The credential was revoked. Ask for a new one.",
);
export const credentialUserInactive = error(
  "unauthenticated",
  "credential_user_inactive",
  "The user behind this credential is not active any more.",
);

// What they may

export const organizationSuspended = error(
  "forbidden",
  "organization_suspended",
  "This organization is suspended. Its credentials work again when the suspension is lifted.",
);
export const organizationRequired = error(
  "forbidden",
  "organization_required",
  "This credential belongs to the platform and to no organization. Use a key of an organization's admin here.",
);
export const insufficientRole = (needed: string) =>
  new CoreError("forbidden", "insufficient_role", `This needs the role ${needed}.`);
export const ownerProtected = error(
  "forbidden",
  "owner_protected",
  "This user owns the organization and cannot be removed, disabled or made a member.",
);
export const selfProtected = error(
  "forbidden",
  "self_protected",
  "This is the user whose credential makes the request; nobody can remove or disable himself.",
);
export const metricsAccessDenied = error(
  "forbidden",
  "metrics_access_denied",
  "Without WHOSELINE_METRICS_TOKEN the metrics are for callers on the server's own machine alone.",
);
export const idNotAllowed = error(
  "forbidden",
  "id_not_allowed",
  "Only a superadmin may choose the id of a new record. Leave id out.",
);

// What is not there

export const organizationNotFound = error(
  "not_found",
  "organization_not_found",
  "No organization has this id.",
);
export const userNotFound = error("not_found", "user_not_found", "No user of this organization has this id.");
export const groupNotFound = error(
  "not_found",
  "group_not_found",
  "No group of this organization has this id.",
);
export const numberNotFound = error(
  "not_found",
  "number_not_found",
  "No number of this organization has this id or line.",
);
export const assignmentNotFound = error(
  "not_found",
  "assignment_not_found",
  "This user does not hold this number.",
);
export const noAssignmentOnProvider = (provider: string) =>
  new CoreError("not_found", "no_assignment_on_provider", `This user holds no number on ${provider}.`);
export const apiKeyNotFound = error(
  "not_found",
  "api_key_not_found",
  "No API key of this organization has this id.",
);
export const routerKeyNotFound = error("not_found", "router_key_not_found", "No router key has this id.");
export const routeNotFound = error(
  "not_found",
  "route_not_found",
  "There is nothing at this path for this method.",
);

export const eventNotFound = error(
  "not_found",
  "event_not_found",
  "No event of this organization has this number.",
);
export const offboardingNotFound = error(
  "not_found",
  "offboarding_not_found",
  "No offboarding of this organization has this id or token.",
);

// What stands in the way

export const planStale = error(
  "stale",
  "plan_stale",
  "Something has changed since this plan was made, or it was applied already. Make a new one.",
);
export const undoConflict = error(
  "conflict",
  "undo_conflict",
  "The assignment has changed since this event. Undo the later change first, or set it as you want it.",
);
export const alreadyUndone = error("conflict", "already_undone", "This was undone already.");
export const undoOfUndo = error(
  "conflict",
  "undo_of_undo",
  "This event is an undo itself. Do again what it took back, instead.",
);
export const notUndoable = (kind: string) =>
  new CoreError(
    "conflict",
    "not_undoable",
    `An event of the kind ${kind} cannot be undone; only an assign, an unassign and a change of flags can.`,
  );
export const undoWindowExpired = error(
  "conflict",
  "undo_window_expired",
  "An offboarding can be undone for 30 days, and these are over.",
);

/** The same whoever has it: nobody learns who a number's organization is. */
export const numberUnavailable = error(
  "conflict",
  "number_unavailable",
  "This number is not available to this organization.",
);
export const numberHeld = (holder: { userId: string }) =>
  new CoreError(
    "conflict",
    "number_held",
    `Calls and messages for this number already go to the user ${holder.userId}. Assign it without inbound, or take inbound from that user first.`,
  );
export const numberCooling = (until: number) =>
  new CoreError(
    "conflict",
    "number_cooling",
    `This number rests until ${new Date(until).toISOString()} before another user may receive on it. Wait, or give a reason to override it.`,
  );
export const numberReserved = (until: number) =>
  new CoreError(
    "conflict",
    "number_reserved",
    `This number is kept for somebody else until ${new Date(until).toISOString()}. Wait, or give a reason to override it.`,
  );
export const numberInUse = error(
  "conflict",
  "number_in_use",
  "Somebody still holds this number. Unassign it from everybody before it is released.",
);
export const holderChanged = error(
  "stale",
  "holder_changed",
  "The user in `from` does not receive on this number any more. Read who does, and decide again.",
);
export const numberExists = error("conflict", "number_exists", "This organization already has this number.");
export const alreadyAssigned = error("conflict", "already_assigned", "This user already holds this number.");
export const userInactive = error(
  "conflict",
  "user_inactive",
  "This user is disabled or blocked, and only an active user can be given a number or a key.",
);
export const idTaken = error("conflict", "id_taken", "Another record already has this id.");
export const emailTaken = error(
  "conflict",
  "email_taken",
  "Another user of this organization already has this e-mail address.",
);
export const usernameTaken = error(
  "conflict",
  "username_taken",
  "Another user of this organization already has this username.",
);
export const groupNameTaken = error(
  "conflict",
  "group_name_taken",
  "Another group of this organization already has this name.",
);
export const versionStale = error(
  "stale",
  "version_stale",
  "The record has changed since the version in If-Match. Read it again and repeat.",
);

// What cannot be read

export const invalidJson = error("malformed", "invalid_json", "The request body is not valid JSON.");
export const duplicateJsonKey = (key: string) =>
  new CoreError(
    "malformed",
    "duplicate_json_key",
    `The request body names ${showName(key)} twice in one object, with different values.`,
  );
export const jsonTooDeep = (levels: number) =>
  new CoreError("malformed", "json_too_deep", `The request body nests deeper than ${levels} levels.`);
export const unsupportedContentType = error(
  "malformed",
  "unsupported_content_type",
  "The request body must be JSON, sent with the header Content-Type: application/json.",
);
export const unexpectedBody = error(
  "malformed",
  "unexpected_body",
  "This request takes no body. Send it without one.",
);
export const invalidRequest = error("malformed", "invalid_request", "The request could not be read.");
export const requestTimeout = error(
  "malformed",
  "request_timeout",
  "The request did not arrive whole in time. Send it again.",
);
export const bodyTooLarge = (limitBytes: number) =>
  new CoreError("too_large", "body_too_large", `The request body is larger than ${limitBytes} bytes.`);
export const headersTooLarge = error(
  "too_large",
  "headers_too_large",
  "The request's path and headers are too long, or there are too many headers.",
);

export const validationFailed = (...fields: FieldError[]) =>
  new CoreError("invalid", "validation_failed", fields.map((field) => field.detail).join("; "), { fields });
export const invalidCursor = error(
  "invalid",
  "invalid_cursor",
  "The cursor is not one this list has given. Start again without it.",
);
export const idempotencyKeyReused = error(
  "invalid",
  "idempotency_key_reused",
  "This Idempotency-Key was already used for another request. Use a new key for a new request.",
);

// What is ours to mend

export const tooManyRequests = (retryAfterSeconds: number) =>
  new CoreError("limited", "too_many_requests", "There were too many requests. Wait, then repeat.", {
    retryAfterSeconds,
  });
export const overloaded = () =>
  new CoreError(
    "unavailable",
    "overloaded",
    "There is more to do now than this server can. Nothing was done; repeat the request.",
    { retryAfterSeconds: 1 },
  );
export const shuttingDown = () =>
  new CoreError(
    "unavailable",
    "shutting_down",
    "This server is stopping. Nothing was done; repeat the request.",
    {
      retryAfterSeconds: 1,
    },
  );
export const responseTimeout = () =>
  new CoreError(
    "unavailable",
    "response_timeout",
    "The answer took too long. Of a change it is not known whether it took effect: repeat it with the same Idempotency-Key.",
    { retryAfterSeconds: 1 },
  );
export const storageUnavailable = (cause: unknown) =>
  new CoreError(
    "unavailable",
    "storage_unavailable",
    "The database cannot answer now. Of a change it is not known whether it took effect: repeat it with the same Idempotency-Key.",
    { cause, retryAfterSeconds: 1 },
  );
export const jwksUnavailable = (cause: unknown) =>
  new CoreError(
    "unavailable",
    "jwks_unavailable",
    "The keys that JWTs are verified with cannot be fetched now. Nothing was done; repeat the request.",
    { cause, retryAfterSeconds: 1 },
  );
export const internalError = (cause: unknown) =>
  new CoreError(
    "internal",
    "internal",
    "Something of ours broke. It is in the log under this request's id.",
    { cause },
  );
