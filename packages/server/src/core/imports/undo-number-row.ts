import type { ChainedEvent, NumberId, PhoneNumber } from "../../model.ts";
import { endAssignment } from "../assignments/assignment-changes.ts";
import { type AssignmentChange, assignmentChanges } from "../assignments/net-changes.ts";
import { reassign } from "../assignments/reassign.ts";
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
  const originals = new Map<NumberId, NumberFields>();
  for (const numberId of numberIds)
    originals.set(numberId, await originalFields(unitOfWork, numberId, events));
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

async function originalFields(
  { tx }: UnitOfWork,
  id: NumberId,
  events: readonly ChainedEvent[],
): Promise<NumberFields> {
  const update = events.find(({ kind, numberId }) => kind === "number.updated" && numberId === id);
  const original = (update?.before ?? (await existingNumber(tx, { id }))) as PhoneNumber;
  const { alias, coolingUntil, formerHolderId, reservation } = original;
  return { alias, coolingUntil, formerHolderId, reservation };
}

async function revertAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  { before, after }: AssignmentChange,
): Promise<void> {
  const { userId, numberId } = after;
  if (before !== null) {
    // The former holder gets back what the import took: neither cooling nor a reservation prevents that.
    await reassign(context, { ...unitOfWork, reason: unitOfWork.reason ?? "" }, before);
    return;
  }
  const [held] = await unitOfWork.tx.assignments.open({ userId, numberId });
  if (held !== undefined) await endAssignment(unitOfWork, held);
}
