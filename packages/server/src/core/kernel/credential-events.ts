import type { EventKind } from "../../model.ts";

/** Whether an event of this kind can make a cached credential, user or organization stale. */
export const changesCredentials = {
  "organization.created": true,
  "organization.updated": true,
  "user.created": true,
  "user.updated": true,
  "user.removed": true,
  "user.restored": true,
  "user.signedOut": true,
  "emailBlock.created": false,
  "emailBlock.lifted": false,
  "group.created": false,
  "group.deleted": false,
  "group.memberAdded": false,
  "group.memberRemoved": false,
  "apiKey.created": true,
  "apiKey.updated": true,
  "apiKey.revoked": true,
  "number.added": false,
  "number.updated": false,
  "number.released": false,
  "number.assigned": false,
  "number.unassigned": false,
  "assignment.updated": false,
} as const satisfies Record<EventKind, boolean>;
