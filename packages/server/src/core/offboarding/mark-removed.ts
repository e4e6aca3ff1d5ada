import type { User, UserId } from "../../model.ts";
import { unlinkIdentity } from "../auth/identities.ts";
import { removeMembership } from "../groups/memberships.ts";
import { endInvitationOf, endInvitationsBy } from "../invitations/invitation-rules.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

/**
 * Removes a user who holds no number and has no API key: ends invitations, group memberships and the link to an
 * identity, with their events. `details` are added to the user in the event.
 */
export async function markRemoved(unitOfWork: UnitOfWork, user: User, details: object = {}): Promise<void> {
  const { tx, at, record } = unitOfWork;
  const { id } = user;
  await endInvitationOf(unitOfWork, id);
  await endInvitationsBy(unitOfWork, id);
  await removeGroupMemberships(unitOfWork, id);
  await unlinkIdentity(unitOfWork, id);
  const after = { ...(await tx.users.remove(id, at)), ...details };
  record({ kind: "user.removed", subjectId: id, userId: id, before: user, after });
}

async function removeGroupMemberships(unitOfWork: UnitOfWork, userId: UserId): Promise<void> {
  const groups = (await unitOfWork.tx.groups.ofUsers([userId])).get(userId) ?? [];
  for (const { id } of groups) await removeMembership(unitOfWork, id, userId);
}
