import type { EventKind } from "@whoseline/sdk";

/** The kinds that the feed can be filtered by. */
export const eventKinds: readonly EventKind[] = [
  "number.assigned",
  "number.unassigned",
  "assignment.updated",
  "number.added",
  "number.updated",
  "number.released",
  "user.created",
  "user.updated",
  "user.removed",
  "user.restored",
  "apiKey.created",
  "apiKey.revoked",
  "invitation.created",
  "group.memberAdded",
  "group.memberRemoved",
  "organization.updated",
];
