import { carrierErrors } from "./carrier-errors.ts";
import { counted } from "./counted.ts";
import type { CatalogueEntry } from "./error-kinds.ts";
import { importErrors } from "./import-errors.ts";
import { jobErrors } from "./job-errors.ts";
import { planErrors } from "./plan-error-catalogue.ts";
import { quotaSentence } from "./quota-sentence.ts";
import { signInErrors } from "./sign-in-errors.ts";

export { type CatalogueEntry, type ErrorKind, errorKinds } from "./error-kinds.ts";

const iso = (at: number): string => new Date(at).toISOString();

/**
 * The errors of the core by public code. Sentences name arguments of operations and never a part of a request,
 * a header or a setting: HTTP, the CLI and imports each add their own words.
 */
export const errorCatalogue = {
  ...signInErrors,

  session_not_exchangeable: {
    kind: "forbidden",
    sentence: "A session cannot start another one. Sign in with an API key, a JWT or an invitation.",
  },

  organization_suspended: {
    kind: "forbidden",
    sentence: "This organization is suspended. Its credentials work again when the suspension is lifted.",
  },
  organization_required: {
    kind: "forbidden",
    sentence:
      "This credential belongs to the platform and to no organization. Use a key of an organization's admin here.",
  },
  insufficient_role: {
    kind: "forbidden",
    sentence: (required: string) => `This operation requires the role ${required}.`,
  },
  owner_protected: {
    kind: "forbidden",
    sentence:
      "This user owns the organization and cannot be removed, disabled or made a member. The owner or a superadmin can transfer the ownership to another active user first.",
  },
  owner_only: {
    kind: "forbidden",
    sentence:
      "This user owns the organization. Only the owner or a superadmin can change them or manage their API keys.",
  },
  personal_key: {
    kind: "forbidden",
    sentence:
      "A key of a person acts as that person, so only they or a superadmin can create or rotate it. Use a service user for a program.",
  },
  insufficient_scope: { kind: "forbidden", sentence: (problem: string) => problem },
  self_protected: {
    kind: "forbidden",
    sentence: "Users cannot remove or disable themselves. Ask another admin.",
  },
  id_not_allowed: {
    kind: "forbidden",
    sentence:
      "Only a superadmin with a key for all organizations can choose the id of a new record. Omit id.",
  },

  organization_not_found: { kind: "not_found", sentence: "No organization has this id." },
  organization_deleted: {
    kind: "not_found",
    sentence: (deletedAt: number) =>
      `This organization was deleted at ${iso(deletedAt)}. Its events, its users and the erasure of their personal values are still available to superadmins; nothing else is.`,
  },
  user_not_found: { kind: "not_found", sentence: "No user of this organization has this id." },
  user_removed: {
    kind: "not_found",
    sentence: (removedAt: number) =>
      `This user was removed at ${iso(removedAt)}. The offboarding has the details, and can be undone for 30 days.`,
  },
  group_not_found: { kind: "not_found", sentence: "No group of this organization has this id." },
  number_not_found: { kind: "not_found", sentence: "This organization does not have this number." },
  assignment_not_found: { kind: "not_found", sentence: "This user does not hold this number." },
  no_assignment_on_provider: {
    kind: "not_found",
    sentence: (provider: string) => `This user holds no number on ${provider}.`,
  },
  invitation_not_found: {
    kind: "not_found",
    sentence: "This organization has no open invitation with this id.",
  },
  saved_view_not_found: {
    kind: "not_found",
    sentence: "This organization has no saved view with this id that the caller sees.",
  },
  session_not_found: { kind: "not_found", sentence: "No open session has this id." },
  api_key_not_found: { kind: "not_found", sentence: "No API key of this organization has this id." },
  router_key_not_found: { kind: "not_found", sentence: "No router key has this id." },
  superadmin_key_not_found: { kind: "not_found", sentence: "No superadmin key has this id." },
  event_not_found: {
    kind: "not_found",
    sentence: "No event of this organization has this sequence number.",
  },
  email_block_not_found: {
    kind: "not_found",
    sentence: "No e-mail block of this organization has this id.",
  },
  webhook_not_found: { kind: "not_found", sentence: "No webhook of this organization has this id." },
  offboarding_not_found: { kind: "not_found", sentence: "This organization has no such offboarding." },

  ...planErrors,
  holder_changed: {
    kind: "stale",
    sentence:
      "The expected user does not hold the number in this direction any more. Read the number and decide again.",
  },
  version_stale: {
    kind: "stale",
    sentence: "The record has changed since the expected version, or does not exist. Read it and retry.",
  },
  record_exists: {
    kind: "stale",
    sentence: "The record exists, with a version that the request excludes.",
  },

  last_superadmin_key: {
    kind: "conflict",
    sentence:
      "This is the last superadmin key without scopes and expiry, and without it nobody could manage the platform. Create another one first.",
  },
  key_configured: {
    kind: "conflict",
    sentence:
      "This superadmin key is configured where the server starts. Replace it there; the next start revokes this one.",
  },
  undo_conflict: {
    kind: "conflict",
    sentence: "The assignment has changed since this event. Undo the later change, or update the assignment.",
  },
  already_undone: { kind: "conflict", sentence: "This change is already undone." },
  undo_of_undo: {
    kind: "conflict",
    sentence: "This event is itself an undo and cannot be undone. Repeat the original change.",
  },
  not_undoable: {
    kind: "conflict",
    sentence: (kind: string) =>
      `An event of kind ${kind} cannot be undone. Only assignments, unassignments and changes of assignment flags can.`,
  },
  undo_window_expired: {
    kind: "conflict",
    sentence: "An offboarding or a plan can be undone for 30 days, and this period has ended.",
  },
  // The same sentence whichever organization has the number: callers must not find out that it is taken.
  number_unavailable: {
    kind: "conflict",
    sentence: "This number is not available to this organization.",
  },
  inbound_not_supported: {
    kind: "conflict",
    sentence: "Nobody can receive on an alphanumeric sender id. Assign it with inbound disabled.",
  },
  number_held: {
    kind: "conflict",
    sentence: ({ userId }: { userId: string }) =>
      `Calls and messages for this number already go to the user ${userId}. Assign it with inbound disabled, or disable inbound for that user first.`,
  },
  number_cooling: {
    kind: "conflict",
    sentence: (until: number) =>
      `This number is cooling down until ${iso(until)}. Until then another user can receive on it only if a reason is supplied.`,
  },
  number_reserved: {
    kind: "conflict",
    sentence: (until: number) =>
      `This number is reserved for another user until ${iso(until)}. Until then it can be assigned only if a reason is supplied.`,
  },
  holder_required: {
    kind: "conflict",
    sentence:
      "Nobody holds this number, or several users hold it and none of them receives on it. Name the user whose assignment is meant.",
  },
  number_in_use: {
    kind: "conflict",
    sentence: "This number is assigned. Unassign it from all users before releasing it.",
  },
  number_was_held: {
    kind: "conflict",
    sentence: "A user held this number. Release it and add the right line.",
  },
  organization_has_numbers: {
    kind: "conflict",
    sentence: (count: number) =>
      `The inventory of this organization has ${counted(count, "number")}. Release every number before you delete the organization.`,
  },
  too_many_saved_views: {
    kind: "conflict",
    sentence: (limit: number) => `A user can have ${limit} saved views. Delete one first.`,
  },
  organization_has_api_keys: {
    kind: "conflict",
    sentence: (count: number) =>
      `This organization has ${counted(count, "API key")} that ${count === 1 ? "is" : "are"} not revoked. Revoke every key, also of service users, before you delete the organization.`,
  },
  number_exists: { kind: "conflict", sentence: "The number exists here with another alias or holder." },
  already_assigned: { kind: "conflict", sentence: "This user already holds this number." },
  user_inactive: {
    kind: "conflict",
    sentence:
      "This user is disabled or blocked. Only an active user can hold a number or an API key, or own the organization.",
  },
  not_invitable: { kind: "conflict", sentence: (problem: string) => problem },
  person_required: {
    kind: "conflict",
    sentence: "This user is a service user. Only a person can hold a number or own the organization.",
  },
  user_not_removed: {
    kind: "conflict",
    sentence:
      "The personal values of a user can be erased only after the user was removed. Remove the user first.",
  },
  user_erased: {
    kind: "conflict",
    sentence:
      "The personal values of this user were erased, so the user cannot be restored. Create a new user.",
  },
  position_ahead: {
    kind: "conflict",
    sentence: (head: number, feed: string) =>
      `The position is after the last event of ${feed}, whose number is ${head}: the database may have been restored from a backup. Read the feed again from its start, or from the last event that is known to be the same.`,
  },
  backup_not_supported: {
    kind: "conflict",
    sentence:
      "This installation stores its data in PostgreSQL. Use PostgreSQL's tools: pgBackRest or another tool with continuous archiving, or pg_dump.",
  },
  backup_running: {
    kind: "conflict",
    sentence: "Another backup is not finished. Retry when it is.",
  },
  position_diverged: {
    kind: "conflict",
    sentence: (head: number, feed: string) =>
      `The event at the position is not the one that was read: the database may have been restored from a backup, and ${feed} has other events since. The number of its last event is ${head}. Read the feed again from its start, or from the last event whose hash is known to be the same.`,
  },
  ...jobErrors,
  ...carrierErrors,
  ...importErrors,
  quota_exceeded: { kind: "conflict", sentence: quotaSentence },
  id_taken: { kind: "conflict", sentence: "Another record already has this id." },
  slug_taken: { kind: "conflict", sentence: "This slug is not available. Choose another one." },
  email_taken: {
    kind: "conflict",
    sentence: "Another user of this organization already has this e-mail address.",
  },
  email_blocked: {
    kind: "conflict",
    sentence:
      "This e-mail address is blocked in this organization, because a superadmin has blocked a user with it. Only a superadmin can lift the block.",
  },
  username_taken: {
    kind: "conflict",
    sentence: "Another user of this organization already has this username.",
  },
  external_id_taken: {
    kind: "conflict",
    sentence: "Another user of this organization already has this external id.",
  },
  group_name_taken: {
    kind: "conflict",
    sentence: "Another group of this organization already has this name.",
  },

  validation_failed: { kind: "invalid", sentence: (problems: string) => problems },
  invalid_cursor: {
    kind: "invalid",
    sentence: "The cursor is invalid for this list. Start again without a cursor.",
  },
  invalid_import_file: { kind: "invalid", sentence: (problem: string) => problem },
  import_too_large: {
    kind: "too_large",
    sentence: (limit: string) =>
      `The file is longer than ${limit}, the most that one import can have. Divide it into several files.`,
  },
  idempotency_key_reused: {
    kind: "invalid",
    sentence: "This idempotency key was already used with another request. Use a new key.",
  },

  backup_no_space: {
    kind: "unavailable",
    sentence:
      "The disk of the database has not enough free space for a backup: the size of the database and 64 MiB. Free some space and retry.",
  },
  backup_damaged: {
    kind: "internal",
    sentence:
      "The copy of the database failed the check of its pages or of its hash chains, so the database is damaged or was altered. Keep the earlier backups and see the server log for this request ID.",
  },
  storage_unavailable: {
    kind: "unavailable",
    sentence: "The database is unavailable. The outcome of a write is unknown.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodes = Object.keys(errorCatalogue) as readonly ErrorCode[];
