import { isDeepStrictEqual } from "node:util";
import type { ChainedEvent, EventKind, PlanItem, PlanItemResult } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { type AssignmentChange, assignmentChanges, assignmentKinds } from "../assignments/net-changes.ts";
import { eventsOf, fieldsBefore, fieldsOf, restoreAssignment } from "../history/revert-changes.ts";
import { applyOne } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import { changedSincePlan, notUndoable } from "../kernel/errors.ts";
import { seqsSince } from "../kernel/seqs-since.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { versionsOf } from "./plan-effects.ts";

/**
 * Reverts what the plan changed of one number; refused when the number or an assignment has changed since. Undefined when
 * the plan changed nothing.
 */
export async function undoItem(
  context: Context,
  unitOfWork: UnitOfWork,
  { number, result, remaining }: PlanItem,
): Promise<PlanItemResult | undefined> {
  const seqs = result?.seqs;
  if (!seqs || number === null) return undefined;
  const before = unitOfWork.recorded();
  const outcome = await applyOne(unitOfWork, async (part) => {
    const found = await existingNumber(part.tx, { id: number.id });
    if (!isDeepStrictEqual(await versionsOf(part.tx, found), remaining)) throw changedSincePlan("applied");
    await revert(context, part, found, await eventsOf(part.tx, seqs));
    return {};
  });
  if ("fate" in outcome)
    return { fate: "refused", refusal: { code: outcome.code, sentence: outcome.sentence }, seqs: null };
  return { fate: "change", refusal: null, seqs: seqsSince(unitOfWork, before) };
}

async function revert(
  context: Context,
  unitOfWork: UnitOfWork,
  found: NumberRecord,
  events: readonly ChainedEvent[],
): Promise<void> {
  const foreign = events.find(({ kind }) => !revertedKinds.has(kind));
  if (foreign !== undefined) throw notUndoable(foreign.kind);
  const original = fieldsBefore(found.id, events) ?? fieldsOf(found);
  for (const change of assignmentChanges(events)) await revertAssignment(context, unitOfWork, change);
  // What is reverted can start or end a cooling period, and end a reservation.
  await storeNumber(unitOfWork, await existingNumber(unitOfWork.tx, { id: found.id }), original);
}

const revertedKinds: ReadonlySet<EventKind> = new Set([...assignmentKinds, "number.updated"]);

async function revertAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  { before, after }: AssignmentChange,
): Promise<void> {
  const { userId, numberId } = after;
  const [held] = await unitOfWork.tx.assignments.open({ userId, numberId });
  const isAsLeft =
    after.unassignedAt === null
      ? held?.id === after.id && held.version === after.version
      : held === undefined;
  if (!isAsLeft) throw changedSincePlan("applied");
  await restoreAssignment(context, unitOfWork, { before, held });
}
