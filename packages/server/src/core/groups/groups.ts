import type { Group, Id, User } from "../../model.ts";
import type { Reads } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { groupNameTaken, groupNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingUser } from "../users/users.ts";

/** The operations on the groups of one organization, for one caller. */
export const groups = (context: Context) => ({
  /** Throws when another group of the organization has the name. */
  create(input: { name: string }): Promise<Group> {
    context.require("groups:write");
    return mutate(context, async ({ tx, at, record }) => {
      await context.requireOrganization(tx);
      const id = context.parts.createId();
      const group = await tx.groups.create({ id, name: input.name, createdAt: at });
      if ("taken" in group) throw groupNameTaken();
      record({ kind: "group.created", subjectId: id, before: null, after: group });
      return group;
    });
  },

  async list(request: CursorRequest): Promise<CursorPage<Group>> {
    context.require("groups:read");
    const reads = await context.reads();
    return listByCursor(context, "groups", request, reads.groups.list);
  },

  /** The group with its members, by serial. Throws when there is none. */
  async get(id: Id): Promise<Group & { members: readonly User[] }> {
    context.require("groups:read");
    const reads = await context.reads();
    return { ...(await existingGroup(reads, id)), members: await reads.groups.members(id) };
  },

  /** The groups of each of these users; users in none are missing from the map. */
  async ofUsers(userIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Group[]>> {
    context.require("groups:read");
    const reads = await context.reads();
    return reads.groups.ofUsers(userIds);
  },

  /** Ends the group and its memberships; gives it as it was. Its members stay users. */
  delete(id: Id, version?: number): Promise<Group> {
    context.require("groups:write");
    return mutate(context, async ({ tx, at, record }) => {
      await context.requireOrganization(tx);
      const before = await existingGroup(tx, id);
      requireVersion(before, version);
      for (const member of await tx.groups.members(id))
        record({ ...membership(id, member.id), kind: "group.memberRemoved", after: null });
      await tx.groups.delete(id, at);
      record({ kind: "group.deleted", subjectId: id, before, after: null });
      return before;
    });
  },

  /** Adding a member twice changes nothing. */
  addMember(groupId: Id, userId: Id): Promise<{ isChanged: boolean }> {
    context.require("groups:write");
    return mutate(context, async ({ tx, at, record }) => {
      await context.requireOrganization(tx);
      await existingGroup(tx, groupId);
      await existingUser(tx, userId);
      const isChanged = await tx.groups.addMember(groupId, userId, at);
      const after = { groupId, userId };
      if (isChanged) record({ kind: "group.memberAdded", subjectId: groupId, userId, before: null, after });
      return { isChanged };
    });
  },

  /** Removing one who is no member changes nothing. */
  removeMember(groupId: Id, userId: Id): Promise<{ isChanged: boolean }> {
    context.require("groups:write");
    return mutate(context, async ({ tx, record }) => {
      await context.requireOrganization(tx);
      await existingGroup(tx, groupId);
      await existingUser(tx, userId);
      const isChanged = await tx.groups.removeMember(groupId, userId);
      if (isChanged) record({ ...membership(groupId, userId), kind: "group.memberRemoved", after: null });
      return { isChanged };
    });
  },
});

async function existingGroup(reads: Reads, id: Id): Promise<Group> {
  const group = await reads.groups.find(id);
  if (group === undefined) throw groupNotFound();
  return group;
}

const membership = (groupId: Id, userId: Id) => ({
  subjectId: groupId,
  userId,
  before: { groupId, userId },
});
