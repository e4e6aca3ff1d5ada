import type { Id, User } from "../model.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { ownerProtected, selfProtected } from "./errors.ts";
import { endAssignment } from "./holding.ts";
import { existingUser } from "./users.ts";
import { requireVersion } from "./version.ts";

/**
 * Takes a user out of the organization in one step: all his assignments end, his keys are revoked, he leaves
 * his groups. Gives the user as he was.
 */
export function removeUser(context: Context, id: Id, version?: number): Promise<User> {
  context.require("users:write");
  return change(context, async (hands) => {
    const { tx, at, record } = hands;
    await context.requireOrganization(tx);
    const before = await existingUser(tx, id);
    requireVersion(before, version);
    if (before.isOwner) throw ownerProtected();
    if (before.id === context.principal.userId) throw selfProtected();
    for (const assignment of await tx.assignments.open({ userId: id }))
      await endAssignment(hands, assignment);
    await revokeKeys(hands, id);
    await leaveGroups(hands, id);
    const after = await tx.users.remove(id, at);
    record({ kind: "user.removed", subjectId: id, userId: id, before, after });
    return before;
  });
}

async function revokeKeys({ tx, at, record }: Change, userId: Id): Promise<void> {
  for (const before of await tx.apiKeys.ofUser(userId)) {
    const after = await tx.apiKeys.revoke(before.id, at);
    record({ kind: "apiKey.revoked", subjectId: before.id, userId, before, after });
  }
}

async function leaveGroups({ tx, record }: Change, userId: Id): Promise<void> {
  const groups = (await tx.groups.ofUsers([userId])).get(userId) ?? [];
  for (const { id: groupId } of groups) {
    await tx.groups.removeMember(groupId, userId);
    const before = { groupId, userId };
    record({ kind: "group.memberRemoved", subjectId: groupId, userId, before, after: null });
  }
}
