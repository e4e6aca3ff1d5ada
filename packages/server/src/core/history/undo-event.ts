import type { AssignmentDetails, ChainedEvent, Event } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { endAssignment } from "../assignments/assignment-changes.ts";
import { reassign } from "../assignments/reassign.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { alreadyUndone, eventNotFound, notUndoable, undoConflict, undoOfUndo } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

export interface UndoEventInput {
  /** The number of the event to revert. */
  readonly seq: number;
  readonly reason?: string | undefined;
}

/**
 * Reverts one assign, unassign or change of flags and returns its event. Throws when the assignment has changed
 * since, or the event was already undone.
 */
export async function undoEvent(context: Context, { seq, reason }: UndoEventInput): Promise<ChainedEvent> {
  const options = { permission: "assignments:write", reason, undoes: seq } as const;
  const outcome = await mutate(context, options, async (unitOfWork) => {
    const { events } = unitOfWork.tx;
    const [event, isUndone] = await allInOrder(existingEvent(unitOfWork.tx, seq), events.isUndone(seq));
    if (event.undoes !== null) throw undoOfUndo();
    if (isUndone) throw alreadyUndone();
    await revertEvent(context, unitOfWork, event);
    return event;
  });
  if ("hash" in outcome) return outcome;
  // The replayed outcome of an earlier release.
  return existingEvent(context.services.store.read(context.organizationId), seq);
}

async function existingEvent(reads: StoreReader, seq: number): Promise<ChainedEvent> {
  const event = await reads.events.find(seq);
  if (event === undefined) throw eventNotFound();
  return event;
}

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
    case "assignment.updated": {
      await requireUnchanged(unitOfWork, after as AssignmentDetails);
      const { isChanged } = await reassign(context, unitOfWork, before as AssignmentDetails);
      // The event cleared a default, and the user has chosen another default since.
      if (!isChanged) throw undoConflict();
      return;
    }
    default:
      throw notUndoable(kind);
  }
}

/** Throws when the user was assigned the number again since. */
async function requireNotHeld({ tx }: UnitOfWork, { userId, numberId }: AssignmentDetails): Promise<void> {
  const held = await tx.assignments.open({ userId, numberId });
  if (held.length > 0) throw undoConflict();
}

/** Returns the assignment as the event left it; throws when it has changed or ended since. */
async function requireUnchanged(
  { tx }: UnitOfWork,
  { id, userId, numberId, version }: AssignmentDetails,
): Promise<AssignmentDetails> {
  const [held] = await tx.assignments.open({ userId, numberId });
  if (held?.id !== id || held.version !== version) throw undoConflict();
  return held;
}
