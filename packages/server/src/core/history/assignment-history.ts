import type { Event, EventKind, UserId } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { userNotFound } from "../kernel/errors.ts";
import { existingNumber } from "../numbers/find-number.ts";

const assignmentKinds: readonly EventKind[] = ["number.assigned", "assignment.updated", "number.unassigned"];

/** Lists the assignment events of a number, oldest first. */
export async function listNumberHistory(
  context: Context,
  reference: NumberReference,
  request: CursorRequest,
): Promise<CursorPage<Event>> {
  const reads = await context.reads("events:list");
  const { id } = await existingNumber(reads, reference);
  return listByCursor(context, { name: "history of number", filter: { id } }, request, (page) =>
    reads.events.list({ kinds: assignmentKinds, numberId: id }, page),
  );
}

/** Lists the assignment events of a user, removed or not, oldest first. Throws when the user never existed. */
export async function listUserHistory(
  context: Context,
  userId: UserId,
  request: CursorRequest,
): Promise<CursorPage<Event>> {
  const reads = await context.reads("events:read", userId);
  const { items: known } = await reads.events.list({ userId }, { size: 1 });
  if (known.length === 0) throw userNotFound();
  return listByCursor(context, { name: "history of user", filter: { userId } }, request, (page) =>
    reads.events.list({ kinds: assignmentKinds, userId }, page),
  );
}
