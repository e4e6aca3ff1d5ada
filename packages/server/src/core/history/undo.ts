import type { AssignmentDetails, Event, Id, Offboarding, User } from "../../model.ts";
import { applyAssignment } from "../assignments/assign-number.ts";
import { type AssignmentFlags, endAssignment, flagsOf } from "../assignments/assignment-details.ts";
import type { Context } from "../kernel/context.ts";
import {
  alreadyUndone,
  CoreError,
  emailTaken,
  eventNotFound,
  notUndoable,
  offboardingNotFound,
  undoConflict,
  undoOfUndo,
  undoWindowExpired,
  usernameTaken,
} from "../kernel/errors.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/numbers.ts";
import { existingUser } from "../users/users.ts";

/** How long an offboarding can be undone. */
export const offboardingUndoMs = 30 * 24 * 60 * 60 * 1000;

export interface RestoredUser {
  readonly offboarding: Offboarding;
  readonly user: User;
  readonly numbers: readonly {
    readonly assignment: AssignmentDetails;
    readonly isRestored: boolean;
    readonly why: string;
  }[];
  /** Of the groups he was in, those that still exist. */
  readonly groupIds: readonly Id[];
}

/** Taking things back, for one caller. */
export const undo = (context: Context) => ({
  /** Takes one assign, unassign or change of flags back. Throws with the reason where the world has moved on. */
  event(seq: number, reason?: string): Promise<Event> {
    context.require("assignments:write");
    const undone = async (unitOfWork: UnitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const event = await unitOfWork.tx.events.find(seq);
      if (event === undefined) throw eventNotFound();
      if (event.undoes !== null) throw undoOfUndo();
      if (await unitOfWork.tx.events.isUndone(seq)) throw alreadyUndone();
      await revertEvent(context, unitOfWork, event);
      return event;
    };
    return mutate(context, undone, { reason, undoes: seq });
  },

  /** Puts a user back with all that is still free, and says what is not. His API keys stay revoked. */
  offboarding(id: Id, reason?: string): Promise<RestoredUser> {
    context.require("users:write");
    const undone = async (unitOfWork: UnitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const found = await unitOfWork.tx.offboardings.find(id);
      if (found === undefined || found.status === "planned") throw offboardingNotFound();
      if (found.status === "undone") throw alreadyUndone();
      if (unitOfWork.at > (found.appliedAt ?? 0) + offboardingUndoMs) throw undoWindowExpired();
      const user = await restoreUser(unitOfWork, found);
      const groupIds = await restoreGroups(unitOfWork, found);
      const numbers: RestoredUser["numbers"][number][] = [];
      for (const { assignment } of found.plan.numbers) {
        const why = await restoreAssignment(context, unitOfWork, user, assignment);
        numbers.push({ assignment, isRestored: why === "", why });
      }
      return {
        offboarding: await unitOfWork.tx.offboardings.advance(id, "undone", unitOfWork.at),
        user,
        numbers,
        groupIds,
      };
    };
    return mutate(context, undone, { reason });
  },
});

async function revertEvent(
  context: Context,
  unitOfWork: UnitOfWork,
  { kind, before, after }: Event,
): Promise<void> {
  switch (kind) {
    case "number.unassigned":
      await requireNotHeld(unitOfWork, before as AssignmentDetails);
      await reassign(context, unitOfWork, before as AssignmentDetails);
      return;
    case "number.assigned":
      await endAssignment(unitOfWork, await requireUnchanged(unitOfWork, after as AssignmentDetails));
      return;
    case "assignment.updated":
      await requireUnchanged(unitOfWork, after as AssignmentDetails);
      // Nothing changes where he was to have his default back and has chosen another since.
      if (!(await reassign(context, unitOfWork, before as AssignmentDetails)).isChanged) throw undoConflict();
      return;
    default:
      throw notUndoable(kind);
  }
}

/** Throws when he was given it anew since: how he holds it now was decided later. */
async function requireNotHeld({ tx }: UnitOfWork, { userId, numberId }: AssignmentDetails): Promise<void> {
  const held = await tx.assignments.open({ userId, numberId });
  if (held.length > 0) throw undoConflict();
}

/** The assignment as the event left it; throws when it has changed or ended since. */
async function requireUnchanged(
  { tx }: UnitOfWork,
  { id, userId, numberId, version }: AssignmentDetails,
): Promise<AssignmentDetails> {
  const [held] = await tx.assignments.open({ userId, numberId });
  if (held?.id !== id || held.version !== version) throw undoConflict();
  return held;
}

/** He holds it again as he did; a default that he has chosen since stays his default. */
async function reassign(
  context: Context,
  unitOfWork: UnitOfWork,
  { userId, numberId, provider, ...held }: AssignmentDetails,
) {
  const user = await existingUser(unitOfWork.tx, userId);
  const number = await existingNumber(unitOfWork.tx, { id: numberId });
  const others = await unitOfWork.tx.assignments.open({ userId, provider });
  const hasDefault = others.some((other) => other.isDefault && other.numberId !== numberId);
  const flags: AssignmentFlags = { ...flagsOf(held), isDefault: held.isDefault && !hasDefault };
  return applyAssignment(context, unitOfWork, user, number, { flags, reason: unitOfWork.reason });
}

async function restoreUser({ tx, record }: UnitOfWork, { plan, appliedAt }: Offboarding): Promise<User> {
  // Nothing of a removed user changes, so that he is as his removal left him.
  const { version } = plan.user;
  const before = { ...plan.user, status: "removed", removedAt: appliedAt, version: version + 1 };
  const after = await tx.users.restore(plan.user.id, plan.user.status);
  if ("taken" in after) throw after.taken === "email" ? emailTaken() : usernameTaken();
  record({ kind: "user.restored", subjectId: after.id, userId: after.id, before, after });
  return after;
}

async function restoreGroups(
  { tx, at, record }: UnitOfWork,
  { plan, userId }: Offboarding,
): Promise<readonly Id[]> {
  const rejoined: Id[] = [];
  for (const groupId of plan.groupIds) {
    if ((await tx.groups.find(groupId)) === undefined) continue;
    if (!(await tx.groups.addMember(groupId, userId, at))) continue;
    record({
      kind: "group.memberAdded",
      subjectId: groupId,
      userId,
      before: null,
      after: { groupId, userId },
    });
    rejoined.push(groupId);
  }
  return rejoined;
}

/** Empty when he has it again; otherwise the sentence that says why not. */
async function restoreAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  user: User,
  left: AssignmentDetails,
): Promise<string> {
  if (user.status !== "active") return "The user was not active when he left.";
  try {
    await reassign(context, unitOfWork, left);
    return "";
  } catch (error) {
    // The rules refuse before anything is written.
    if (error instanceof CoreError) return error.message;
    throw error;
  }
}
