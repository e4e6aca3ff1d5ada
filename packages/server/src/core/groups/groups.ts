import type { Group, GroupId, User, UserId } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { groupNameTaken, groupNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";

export interface GroupWithMembers extends Group {
  readonly members: readonly User[];
}

/** Creates a group. Throws when another group of the organization has the name. */
export function createGroup(context: Context, { name }: { name: string }): Promise<Group> {
  return mutate(context, { permission: "groups:write" }, async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    const id = context.services.createId<GroupId>();
    const group = await tx.groups.create({ id, name, createdAt: at });
    if ("taken" in group) throw groupNameTaken();
    await context.services.quotas.requireWithin("groups", context.organizationId, unitOfWork);
    record({ kind: "group.created", subjectId: id, before: null, after: group });
    return group;
  });
}

/** Lists the groups by serial. */
export async function listGroups(context: Context, request: CursorRequest): Promise<CursorPage<Group>> {
  const reads = await context.reads("groups:read");
  return listByCursor(context, { name: "groups" }, request, (page) => reads.groups.list(page));
}

/** Returns the group with its members by serial. Throws when there is no such group. */
export async function getGroup(context: Context, groupId: GroupId): Promise<GroupWithMembers> {
  const reads = await context.reads("groups:read");
  const group = await existingGroup(reads, groupId);
  return { ...group, members: await reads.groups.members(groupId) };
}

/** The groups of each user; users without a group are not in the map. */
export async function listGroupsOfUsers(
  context: Context,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, readonly Group[]>> {
  const reads = await context.reads("groups:read");
  return reads.groups.ofUsers(userIds);
}

/** Deletes the group and its memberships, and returns it as it was. The members stay users. */
export function deleteGroup(context: Context, groupId: GroupId, version?: VersionCondition): Promise<Group> {
  return mutate(context, { permission: "groups:write" }, async ({ tx, at, record }) => {
    const [before, members] = await allInOrder(existingGroup(tx, groupId), tx.groups.members(groupId));
    requireVersion(before, version);
    for (const { id: userId } of members)
      record({
        kind: "group.memberRemoved",
        subjectId: groupId,
        userId,
        before: { groupId, userId },
        after: null,
      });
    await tx.groups.delete(groupId, at);
    record({ kind: "group.deleted", subjectId: groupId, before, after: null });
    return before;
  });
}

export async function existingGroup(reads: StoreReader, groupId: GroupId): Promise<Group> {
  const group = await reads.groups.find(groupId);
  if (group === undefined) throw groupNotFound();
  return group;
}
