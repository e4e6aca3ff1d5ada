import type { Event, HeldNumber, Id, Offboarding, User } from "../model.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import {
  CoreError,
  emailTaken,
  eventUnknown,
  notUndoable,
  offboardingTooOld,
  offboardingUnknown,
  undoneAlready,
  undoOfUndo,
  usernameTaken,
  worldMovedOn,
} from "./errors.ts";
import { endAssignment, type Holding, holdingOf } from "./holding.ts";
import { existingNumber } from "./numbers.ts";
import { place } from "./placing.ts";
import { existingUser } from "./users.ts";

/** How long an offboarding can be undone. */
export const undoWindowMs = 30 * 24 * 60 * 60 * 1000;

export interface RestoredUser {
  readonly offboarding: Offboarding;
  readonly user: User;
  readonly numbers: readonly {
    readonly assignment: HeldNumber;
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
    const undone = async (hands: Change) => {
      await context.requireOrganization(hands.tx);
      const event = await hands.tx.events.find(seq);
      if (event === undefined) throw eventUnknown();
      if (event.undoes !== null) throw undoOfUndo();
      if (await hands.tx.events.isUndone(seq)) throw undoneAlready();
      await takeBack(context, hands, event);
      return event;
    };
    return change(context, undone, { reason, undoes: seq });
  },

  /** Puts a user back with all that is still free, and says what is not. His API keys stay revoked. */
  offboarding(id: Id, reason?: string): Promise<RestoredUser> {
    context.require("users:write");
    const undone = async (hands: Change) => {
      await context.requireOrganization(hands.tx);
      const found = await hands.tx.offboardings.find(id);
      if (found === undefined || found.status === "planned") throw offboardingUnknown();
      if (found.status === "undone") throw undoneAlready();
      if (hands.at > (found.appliedAt ?? 0) + undoWindowMs) throw offboardingTooOld();
      const user = await restoreUser(hands, found);
      const groupIds = await rejoinGroups(hands, found);
      const numbers: RestoredUser["numbers"][number][] = [];
      for (const { assignment } of found.plan.numbers) {
        const why = await giveBack(context, hands, user, assignment);
        numbers.push({ assignment, isRestored: why === "", why });
      }
      return {
        offboarding: await hands.tx.offboardings.advance(id, "undone", hands.at),
        user,
        numbers,
        groupIds,
      };
    };
    return change(context, undone, { reason });
  },
});

async function takeBack(context: Context, hands: Change, { kind, before, after }: Event): Promise<void> {
  switch (kind) {
    case "number.unassigned":
      await requireNotHeld(hands, before as HeldNumber);
      await regain(context, hands, before as HeldNumber);
      return;
    case "number.assigned":
      await endAssignment(hands, await unchanged(hands, after as HeldNumber));
      return;
    case "assignment.updated":
      await unchanged(hands, after as HeldNumber);
      // Nothing changes where he was to have his default back and has chosen another since.
      if (!(await regain(context, hands, before as HeldNumber)).isChanged) throw worldMovedOn();
      return;
    default:
      throw notUndoable(kind);
  }
}

/** Throws when he was given it anew since: how he holds it now was decided later. */
async function requireNotHeld({ tx }: Change, { userId, numberId }: HeldNumber): Promise<void> {
  const held = await tx.assignments.open({ userId, numberId });
  if (held.length > 0) throw worldMovedOn();
}

/** The assignment as the event left it; throws when it has changed or ended since. */
async function unchanged({ tx }: Change, { id, userId, numberId, version }: HeldNumber): Promise<HeldNumber> {
  const [held] = await tx.assignments.open({ userId, numberId });
  if (held?.id !== id || held.version !== version) throw worldMovedOn();
  return held;
}

/** He holds it again as he did; a default that he has chosen since stays his default. */
async function regain(context: Context, hands: Change, { userId, numberId, provider, ...held }: HeldNumber) {
  const user = await existingUser(hands.tx, userId);
  const number = await existingNumber(hands.tx, { id: numberId });
  const others = await hands.tx.assignments.open({ userId, provider });
  const hasDefault = others.some((other) => other.isDefault && other.numberId !== numberId);
  const flags: Holding = { ...holdingOf(held), isDefault: held.isDefault && !hasDefault };
  return place(context, hands, user, number, { flags, reason: hands.reason });
}

async function restoreUser({ tx, record }: Change, { plan, appliedAt }: Offboarding): Promise<User> {
  // Nothing of a removed user changes, so that he is as his removal left him.
  const { version } = plan.user;
  const before = { ...plan.user, status: "removed", removedAt: appliedAt, version: version + 1 };
  const after = await tx.users.restore(plan.user.id, plan.user.status);
  if ("taken" in after) throw after.taken === "email" ? emailTaken() : usernameTaken();
  record({ kind: "user.restored", subjectId: after.id, userId: after.id, before, after });
  return after;
}

async function rejoinGroups(
  { tx, at, record }: Change,
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
async function giveBack(context: Context, hands: Change, user: User, left: HeldNumber): Promise<string> {
  if (user.status !== "active") return "The user was not active when he left.";
  try {
    await regain(context, hands, left);
    return "";
  } catch (error) {
    // The rules refuse before anything is written.
    if (error instanceof CoreError) return error.message;
    throw error;
  }
}
