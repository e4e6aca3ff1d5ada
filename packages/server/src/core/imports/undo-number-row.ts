import type { ChainedEvent, NumberId } from "../../model.ts";
import { type AssignmentChange, assignmentChanges } from "../assignments/net-changes.ts";
import { fieldsBefore, fieldsOf, restoreAssignment } from "../history/revert-changes.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { applyRelease } from "../numbers/release-number.ts";
import { type NumberFields, storeNumber } from "../numbers/store-number.ts";
import type { UndoneChanges } from "./undone-changes.ts";

/**
 * Reverts the events of a row: assigns the number to the former holders again, also that of a default that the row has moved, and
 * releases a number that the row has added. Throws when a number has changed since.
 */
export async function undoNumberRow(
  context: Context,
  unitOfWork: UnitOfWork,
  changes: UndoneChanges,
  events: readonly ChainedEvent[],
): Promise<void> {
  const numberIds = new Set(events.flatMap(({ numberId }) => (numberId === null ? [] : [numberId])));
  const seq = events.at(-1)?.seq ?? 0;
  for (const numberId of numberIds) await changes.requireUnchanged({ numberId }, seq);
  const originals = new Map<NumberId, Partial<NumberFields>>();
  for (const id of numberIds)
    originals.set(id, fieldsBefore(id, events) ?? fieldsOf(await existingNumber(unitOfWork.tx, { id })));
  const assignments = assignmentChanges(events);
  if (assignments.length > 0) context.require("assignments:write");
  for (const change of assignments) await revertAssignment(context, unitOfWork, change);
  if (events.some(({ kind }) => numberKinds.has(kind))) context.require("numbers:write");
  // What is reverted can start or end a cooling period, and end a reservation.
  for (const [id, fields] of originals)
    await storeNumber(unitOfWork, await existingNumber(unitOfWork.tx, { id }), fields);
  for (const { kind, numberId } of events)
    if (kind === "number.added" && numberId !== null)
      await applyRelease(unitOfWork, await existingNumber(unitOfWork.tx, { id: numberId }));
}

const numberKinds: ReadonlySet<string> = new Set(["number.added", "number.updated"]);

async function revertAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  { before, after }: AssignmentChange,
): Promise<void> {
  const { userId, numberId } = after;
  const [held] = before === null ? await unitOfWork.tx.assignments.open({ userId, numberId }) : [];
  await restoreAssignment(context, unitOfWork, { before, held });
}
