import type { GroupId, UserId } from "../../model.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

/** Adds a user to a group, with the event. Returns whether the user was not a member. */
export async function addMembership(
  { tx, at, record }: UnitOfWork,
  groupId: GroupId,
  userId: UserId,
): Promise<boolean> {
  const isChanged = await tx.groups.addMember(groupId, userId, at);
  const after = { groupId, userId };
  if (isChanged) record({ kind: "group.memberAdded", subjectId: groupId, userId, before: null, after });
  return isChanged;
}

/** Removes a user from a group, with the event. Returns whether the user was a member. */
export async function removeMembership(
  { tx, record }: UnitOfWork,
  groupId: GroupId,
  userId: UserId,
): Promise<boolean> {
  const isChanged = await tx.groups.removeMember(groupId, userId);
  const before = { groupId, userId };
  if (isChanged) record({ kind: "group.memberRemoved", subjectId: groupId, userId, before, after: null });
  return isChanged;
}
