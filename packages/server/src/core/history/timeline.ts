import type { AssignmentInterval, UserHandle } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { userNotFound } from "../kernel/errors.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { readsOfUser } from "../users/find-user.ts";
import { requireKnownUser } from "./assignment-history.ts";

/** Lists the intervals in which users held the number, by start. */
export async function listNumberTimeline(
  context: Context,
  reference: NumberReference,
  request: CursorRequest,
): Promise<CursorPage<AssignmentInterval>> {
  const reads = await context.reads("events:list");
  const { id: numberId } = await existingNumber(reads, reference);
  return listByCursor(context, { name: "timeline of number", filter: { numberId } }, request, (page) =>
    reads.assignments.intervals({ numberId }, page),
  );
}

/** Lists the intervals in which the user, removed or not, held numbers, by start. Throws when the user never existed. */
export async function listUserTimeline(
  context: Context,
  handle: UserHandle,
  request: CursorRequest,
): Promise<CursorPage<AssignmentInterval>> {
  const { reads, userId } = await readsOfUser(context, "events:read", handle);
  if (userId === undefined) throw userNotFound();
  await requireKnownUser(reads, userId);
  return listByCursor(context, { name: "timeline of user", filter: { userId } }, request, (page) =>
    reads.assignments.intervals({ userId }, page),
  );
}
