import type { GroupId, UserHandle } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingUser } from "../users/find-user.ts";
import { existingGroup } from "./groups.ts";
import { addMembership, removeMembership } from "./memberships.ts";

export interface GroupMember {
  readonly groupId: GroupId;
  readonly userId: UserHandle;
}

/** Adds a user to a group (idempotent). A membership has no versions. */
export function addGroupMember(
  context: Context,
  { groupId, userId: handle }: GroupMember,
  version?: VersionCondition,
): Promise<{ isChanged: boolean }> {
  return mutate(context, { permission: "groups:write" }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    await existingGroup(tx, groupId);
    const { id: userId } = await existingUser(context, tx, handle);
    const isChanged = await addMembership(unitOfWork, groupId, userId);
    requireVersion(isChanged ? undefined : {}, version);
    return { isChanged };
  });
}

/** Removes a user from a group (idempotent). A membership has no versions. */
export function removeGroupMember(
  context: Context,
  { groupId, userId: handle }: GroupMember,
  version?: VersionCondition,
): Promise<{ isChanged: boolean }> {
  return mutate(context, { permission: "groups:write" }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    await existingGroup(tx, groupId);
    const { id: userId } = await existingUser(context, tx, handle);
    const isChanged = await removeMembership(unitOfWork, groupId, userId);
    requireVersion(isChanged ? {} : undefined, version);
    return { isChanged };
  });
}
