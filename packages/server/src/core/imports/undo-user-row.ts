import type { ChainedEvent, EventKind, GroupId, OrganizationRole, User, UserId } from "../../model.ts";
import { existingGroup } from "../groups/groups.ts";
import { addMembership, removeMembership } from "../groups/memberships.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { markRemoved } from "../offboarding/mark-removed.ts";
import { existingUser } from "../users/find-user.ts";
import { changeUser } from "../users/update-user.ts";
import type { UndoneChanges } from "./undone-changes.ts";

/**
 * Reverts the events of a row: restores the values and the groups of the user, and removes a user that the row has created.
 * Invitations and links to identities that the row has ended stay ended. Throws when the user has changed since; of a created
 * user, also when they hold a number or have a key.
 */
export async function undoUserRow(
  context: Context,
  unitOfWork: UnitOfWork,
  changes: UndoneChanges,
  events: readonly ChainedEvent[],
): Promise<void> {
  const [first] = events;
  const userId = first?.userId;
  if (!userId) return;
  const isCreated = first.kind === "user.created";
  const filter = isCreated ? { userId } : { userId, kinds: revertedKinds };
  await changes.requireUnchanged(filter, events.at(-1)?.seq ?? 0);
  if (isCreated) return removeUser(context, unitOfWork, userId);
  for (const event of events.toReversed()) await revertEvent(context, unitOfWork, userId, event);
}

const revertedKinds: readonly EventKind[] = [
  ...(["user.updated", "user.removed", "user.restored", "user.erased"] as const),
  ...(["group.memberAdded", "group.memberRemoved"] as const),
];

async function removeUser(context: Context, unitOfWork: UnitOfWork, userId: UserId): Promise<void> {
  context.require("users:write");
  await markRemoved(unitOfWork, await existingUser(context, unitOfWork.tx, userId));
}

async function revertEvent(
  context: Context,
  unitOfWork: UnitOfWork,
  userId: UserId,
  { kind, before, after }: ChainedEvent,
): Promise<void> {
  if (kind === "user.updated") return restoreUser(context, unitOfWork, userId, before as User);
  if (kind !== "group.memberAdded" && kind !== "group.memberRemoved") return;
  context.require("groups:write");
  const { groupId } = (before ?? after) as { readonly groupId: GroupId };
  await existingGroup(unitOfWork.tx, groupId);
  if (kind === "group.memberAdded") await removeMembership(unitOfWork, groupId, userId);
  else await addMembership(unitOfWork, groupId, userId);
}

async function restoreUser(
  context: Context,
  unitOfWork: UnitOfWork,
  userId: UserId,
  { name, email, username, role, externalId, endpoints }: User,
): Promise<void> {
  context.require("users:write");
  const values = { name, email: email ?? undefined, username, role: role as OrganizationRole };
  const current = await existingUser(context, unitOfWork.tx, userId);
  await changeUser(context, unitOfWork, current, { ...values, externalId, endpoints });
}
