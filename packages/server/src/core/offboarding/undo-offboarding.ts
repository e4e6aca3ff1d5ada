import type {
  AssignmentDetails,
  GroupId,
  Offboarding,
  OffboardingId,
  Restoration,
  RestorationOutcome,
  User,
} from "../../model.ts";
import { addMembership } from "../groups/memberships.ts";
import type { Context } from "../kernel/context.ts";
import { alreadyUndone, offboardingNotFound, undoWindowExpired, userErased } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireNotTaken } from "../users/create-user.ts";
import { blockEmail, requireEmailAllowed } from "../users/email-blocks.ts";
import { lostAccess, notRestored, restored } from "./restoration.ts";
import { restoreNumber } from "./restore-number.ts";

/** How long after it was applied an offboarding can be undone, in milliseconds. */
export const offboardingUndoMs = 30 * 24 * 60 * 60 * 1000;

export interface UndoOffboardingInput {
  readonly offboardingId: OffboardingId;
  readonly reason?: string | undefined;
}

export interface RestoredUser {
  readonly offboarding: Offboarding;
  readonly user: User;
  readonly numbers: readonly RestoredNumber[];
  /** The groups that the user was added to again: those of the plan that still exist. */
  readonly groupIds: readonly GroupId[];
}

export interface RestoredNumber extends RestorationOutcome {
  readonly assignment: AssignmentDetails;
}

const withNumberId = ({ assignment, isRestored, why }: RestoredNumber): Restoration["numbers"][number] => ({
  numberId: assignment.numberId,
  isRestored,
  why,
});

/**
 * Restores a removed user with the group memberships and assignments that are still possible, also those that the
 * offboarding assigned to other users; stores and reports what was restored and what was not. API keys stay revoked.
 */
export function undoOffboarding(
  context: Context,
  { offboardingId, reason }: UndoOffboardingInput,
): Promise<RestoredUser> {
  return mutate(context, { permission: "users:write", reason }, (unitOfWork) =>
    restoreRemoved(context, unitOfWork, offboardingId),
  );
}

/** `undoOffboarding` as a part of a transaction. */
export async function restoreRemoved(
  context: Context,
  unitOfWork: UnitOfWork,
  offboardingId: OffboardingId,
): Promise<RestoredUser> {
  const { tx, at } = unitOfWork;
  const found = await tx.offboardings.find(offboardingId);
  requireUndoable(found, at);
  const user = await restoreUser(context, unitOfWork, found);
  const groups = await restoreGroups(unitOfWork, found);
  const numbers: RestoredNumber[] = [];
  for (const { assignment } of found.plan.numbers) {
    const outcome = await restoreNumber(context, unitOfWork, found, { user, assignment });
    numbers.push({ assignment, ...outcome });
  }
  const restoration = { numbers: numbers.map(withNumberId), groups, ...lostAccess(found.plan) };
  const offboarding = await tx.offboardings.markUndone(offboardingId, restoration, at);
  const groupIds = groups.filter(({ isRestored }) => isRestored).map(({ groupId }) => groupId);
  return { offboarding, user, numbers, groupIds };
}

function requireUndoable(found: Offboarding | undefined, at: number): asserts found is Offboarding {
  if (found === undefined || found.status === "planned") throw offboardingNotFound();
  if (found.status === "undone") throw alreadyUndone();
  if (found.plan.erasedAt !== undefined) throw userErased();
  if (at > (found.appliedAt ?? 0) + offboardingUndoMs) throw undoWindowExpired();
}

async function restoreUser(
  context: Context,
  unitOfWork: UnitOfWork,
  { plan, appliedAt }: Offboarding,
): Promise<User> {
  const { tx, at, record } = unitOfWork;
  const { id, status, email } = plan.user;
  if (status !== "blocked") await requireEmailAllowed(tx, email);
  const before = asRemoved(plan.user, appliedAt);
  const after = requireNotTaken(await tx.users.restore(id, { status, signedOutAt: at }));
  record({ kind: "user.restored", subjectId: after.id, userId: after.id, before, after });
  await blockEmail(context, unitOfWork, after);
  return after;
}

/** The record as the removal left it, because a removed user cannot be changed. */
const asRemoved = (user: User, appliedAt: number | null): object => ({
  ...user,
  status: "removed",
  signedOutAt: appliedAt,
  removedAt: appliedAt,
  version: user.version + 1,
});

async function restoreGroups(
  unitOfWork: UnitOfWork,
  { plan, userId }: Offboarding,
): Promise<Restoration["groups"]> {
  const groups: Restoration["groups"][number][] = [];
  for (const groupId of plan.groupIds) {
    const exists = (await unitOfWork.tx.groups.find(groupId)) !== undefined;
    groups.push({ groupId, ...(exists ? restored : notRestored("The group was deleted.")) });
    if (exists) await addMembership(unitOfWork, groupId, userId);
  }
  return groups;
}
