import { CoreError, type InvalidArgument } from "./core-error.ts";
import { type ErrorCode, errorCatalogue } from "./error-catalogue.ts";
import type { QuotaName } from "./quota-sentence.ts";

export { type ArgumentRule, CoreError, type InvalidArgument } from "./core-error.ts";
export { type ErrorCode, type ErrorKind, errorCodes, errorKinds } from "./error-catalogue.ts";

type Catalogue = typeof errorCatalogue;
type SentenceValues<Code extends ErrorCode> = Catalogue[Code]["sentence"] extends (
  ...values: infer V
) => string
  ? V
  : [];

/** Returns the constructor of the error with this code; its parameters are those of the sentence. */
const constructorOf =
  <Code extends ErrorCode>(code: Code) =>
  (...values: SentenceValues<Code>): CoreError => {
    const { sentence }: { readonly sentence: unknown } = errorCatalogue[code];
    return new CoreError(code, typeof sentence === "function" ? sentence(...values) : (sentence as string));
  };

export const invalidCredential = constructorOf("invalid_credential");
export const credentialExpired = constructorOf("credential_expired");
export const credentialRevoked = constructorOf("credential_revoked");
export const platformTokenRejected = constructorOf("platform_token_rejected");
export const credentialUserInactive = constructorOf("credential_user_inactive");

export const invitationUsed = constructorOf("invitation_used");

export const sessionEnded = constructorOf("session_ended");
export const linkUsed = constructorOf("sign_in_link_used");
export const sessionNotExchangeable = constructorOf("session_not_exchangeable");

export const organizationSuspended = constructorOf("organization_suspended");
export const organizationRequired = constructorOf("organization_required");
export const insufficientRole = constructorOf("insufficient_role");
export const ownerProtected = constructorOf("owner_protected");
export const ownerOnly = constructorOf("owner_only");
export const personalKey = constructorOf("personal_key");
export const insufficientScope = constructorOf("insufficient_scope");
export const selfProtected = constructorOf("self_protected");
export const idNotAllowed = constructorOf("id_not_allowed");

export const organizationNotFound = constructorOf("organization_not_found");
export const userNotFound = constructorOf("user_not_found");
export const groupNotFound = constructorOf("group_not_found");
export const numberNotFound = constructorOf("number_not_found");
export const assignmentNotFound = constructorOf("assignment_not_found");
export const noAssignmentOnProvider = constructorOf("no_assignment_on_provider");
export const invitationNotFound = constructorOf("invitation_not_found");
export const savedViewNotFound = constructorOf("saved_view_not_found");
export const tooManySavedViews = constructorOf("too_many_saved_views");
export const sessionNotFound = constructorOf("session_not_found");
export const apiKeyNotFound = constructorOf("api_key_not_found");
export const routerKeyNotFound = constructorOf("router_key_not_found");
export const superadminKeyNotFound = constructorOf("superadmin_key_not_found");
export const eventNotFound = constructorOf("event_not_found");
export const emailBlockNotFound = constructorOf("email_block_not_found");
export const webhookNotFound = constructorOf("webhook_not_found");
export const carrierHasNoInventory = constructorOf("carrier_has_no_inventory");
export const carrierSyncRunning = constructorOf("carrier_sync_running");
export const carrierSyncFailed = constructorOf("carrier_sync_failed");
export const carrierSyncNotFound = constructorOf("carrier_sync_not_found");
export const carrierSyncItemNotFound = constructorOf("carrier_sync_item_not_found");
export const carrierSyncNotComplete = constructorOf("carrier_sync_not_complete");
export const carrierSyncStale = constructorOf("carrier_sync_stale");
export const carrierItemNotApplicable = constructorOf("carrier_item_not_applicable");
export const carrierRequestFailed = constructorOf("carrier_request_failed");
export const carrierAccountNotFound = constructorOf("carrier_account_not_found");
export const offboardingNotFound = constructorOf("offboarding_not_found");

export const jobNotFound = constructorOf("job_not_found");

export const planNotFound = constructorOf("plan_not_found");
export const planExpired = constructorOf("plan_expired");
export const planNotApplied = constructorOf("plan_not_applied");
export const planRefused = constructorOf("plan_refused");
export const changedSincePlan = constructorOf("changed_since_plan");
export const changeLimitExceeded = constructorOf("change_limit_exceeded");
export const holderRequired = constructorOf("holder_required");
export const planStale = constructorOf("plan_stale");
export const holderChanged = constructorOf("holder_changed");
export const recordExists = constructorOf("record_exists");
export const versionStale = constructorOf("version_stale");

export const lastSuperadminKey = constructorOf("last_superadmin_key");
export const keyConfigured = constructorOf("key_configured");
export const undoConflict = constructorOf("undo_conflict");
export const alreadyUndone = constructorOf("already_undone");
export const undoOfUndo = constructorOf("undo_of_undo");
export const notUndoable = constructorOf("not_undoable");
export const undoWindowExpired = constructorOf("undo_window_expired");
export const numberUnavailable = constructorOf("number_unavailable");
export const inboundNotSupported = constructorOf("inbound_not_supported");
export const numberHeld = constructorOf("number_held");
/** `until` is in milliseconds. */
export const numberCooling = constructorOf("number_cooling");
/** `until` is in milliseconds. */
export const numberReserved = constructorOf("number_reserved");
export const numberInUse = constructorOf("number_in_use");
export const numberWasHeld = constructorOf("number_was_held");
export const numberExists = constructorOf("number_exists");
export const alreadyAssigned = constructorOf("already_assigned");
export const userInactive = constructorOf("user_inactive");
export const notInvitable = constructorOf("not_invitable");
export const personRequired = constructorOf("person_required");
export const userNotRemoved = constructorOf("user_not_removed");
export const userErased = constructorOf("user_erased");
export const idTaken = constructorOf("id_taken");
export const slugTaken = constructorOf("slug_taken");
export const emailTaken = constructorOf("email_taken");
export const emailBlocked = constructorOf("email_blocked");
export const usernameTaken = constructorOf("username_taken");
export const externalIdTaken = constructorOf("external_id_taken");
export const carrierAccountNameTaken = constructorOf("carrier_account_name_taken");
export const groupNameTaken = constructorOf("group_name_taken");

/** `deletedAt` is in milliseconds. */
export const organizationDeleted = (deletedAt: number): CoreError =>
  new CoreError("organization_deleted", errorCatalogue.organization_deleted.sentence(deletedAt), {
    values: { deletedAt: new Date(deletedAt).toISOString() },
  });
/** The inventory has `count` numbers. */
export const organizationHasNumbers = (count: number): CoreError =>
  new CoreError("organization_has_numbers", errorCatalogue.organization_has_numbers.sentence(count), {
    values: { count },
  });
/** `count` API keys are not revoked. */
export const organizationHasApiKeys = (count: number): CoreError =>
  new CoreError("organization_has_api_keys", errorCatalogue.organization_has_api_keys.sentence(count), {
    values: { count },
  });

/** `removedAt` is in milliseconds. */
export const userRemoved = (removedAt: number, offboardingId: string | undefined): CoreError =>
  new CoreError("user_removed", errorCatalogue.user_removed.sentence(removedAt), {
    values: {
      removedAt: new Date(removedAt).toISOString(),
      ...(offboardingId !== undefined && { offboardingId }),
    },
  });

/** A feed is read from a position after its last event, whose number is `head`. */
export const positionAhead = (head: number, feed = "this organization", values: object = {}): CoreError =>
  new CoreError("position_ahead", errorCatalogue.position_ahead.sentence(head, feed), {
    values: { head, ...values },
  });

export const backupNotSupported = constructorOf("backup_not_supported");
export const backupRunning = constructorOf("backup_running");
export const backupNoSpace = (cause: unknown): CoreError =>
  new CoreError("backup_no_space", errorCatalogue.backup_no_space.sentence, { cause, retryAfterSeconds: 60 });
export const backupDamaged = (cause: unknown): CoreError =>
  new CoreError("backup_damaged", errorCatalogue.backup_damaged.sentence, { cause });

/** The event at a position of a feed has another hash than the one that was read. */
export const positionDiverged = (head: number, feed = "this organization", values: object = {}): CoreError =>
  new CoreError("position_diverged", errorCatalogue.position_diverged.sentence(head, feed), {
    values: { head, ...values },
  });

/** The organization has `used` records of a resource, and one more would exceed its quota. */
export const quotaExceeded = ({ quota, used, limit }: QuotaUse): CoreError =>
  new CoreError("quota_exceeded", errorCatalogue.quota_exceeded.sentence(quota, used, limit), {
    values: { quota, used, limit },
  });

export interface QuotaUse {
  readonly quota: QuotaName;
  readonly used: number;
  readonly limit: number;
}

export const importNotFound = constructorOf("import_not_found");
export const importRunning = constructorOf("import_running");
export const changedSinceImport = constructorOf("changed_since_import");
/** `state` is that of the import. */
export const importNotReady = constructorOf("import_not_ready");
export const importContentDeleted = constructorOf("import_content_deleted");
/** So many rows are refused. */
export const importRefused = constructorOf("import_refused");
/** The file has more rows than this. */
export const importNotAtomic = constructorOf("import_not_atomic");
/** The limit in bytes. */
export const importBytesExceeded = constructorOf("import_bytes_exceeded");
export const rowChanged = constructorOf("row_changed");
export const rowAmbiguous = constructorOf("row_ambiguous");
/** `state` is that of the job. */
export const jobFinished = constructorOf("job_finished");

export const invalidCursor = constructorOf("invalid_cursor");
export const invalidImportFile = constructorOf("invalid_import_file");
export const importTooLarge = constructorOf("import_too_large");
export const idempotencyKeyReused = constructorOf("idempotency_key_reused");

export function invalidArguments(...invalid: InvalidArgument[]): CoreError {
  const problems = invalid.map(({ argument, problem }) => `${argument} ${problem}`).join("; ");
  return new CoreError("validation_failed", errorCatalogue.validation_failed.sentence(problems), {
    invalidArguments: invalid,
  });
}

/** A write that fails like this may have been committed. */
export const storageUnavailable = (cause: unknown): CoreError =>
  new CoreError("storage_unavailable", errorCatalogue.storage_unavailable.sentence, {
    cause,
    retryAfterSeconds: 1,
  });
