import type { ChainedEvent, UserHandle, UserId } from "../../model.ts";
import type { NumberReference, StoreReader } from "../../storage/store.ts";
import { assignmentKinds } from "../assignments/net-changes.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { userNotFound } from "../kernel/errors.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { readsOfUser } from "../users/find-user.ts";

const kinds = [...assignmentKinds];

/** Lists the assignment events of a number, oldest first. */
export async function listNumberHistory(
  context: Context,
  reference: NumberReference,
  request: CursorRequest,
): Promise<CursorPage<ChainedEvent>> {
  const reads = await context.reads("events:list");
  const { id } = await existingNumber(reads, reference);
  return listByCursor(context, { name: "history of number", filter: { id } }, request, (page) =>
    reads.events.list({ kinds, numberId: id }, page),
  );
}

/** Lists the assignment events of a user, removed or not, oldest first. Throws when the user never existed. */
export async function listUserHistory(
  context: Context,
  handle: UserHandle,
  request: CursorRequest,
): Promise<CursorPage<ChainedEvent>> {
  const { reads, userId } = await readsOfUser(context, "events:read", handle);
  if (userId === undefined) throw userNotFound();
  await requireKnownUser(reads, userId);
  return listByCursor(context, { name: "history of user", filter: { userId } }, request, (page) =>
    reads.events.list({ kinds, userId }, page),
  );
}

/** Throws when no event of the organization concerns the user. */
export async function requireKnownUser(reads: StoreReader, userId: UserId): Promise<void> {
  const { items } = await reads.events.list({ userId }, { size: 1 });
  if (items.length === 0) throw userNotFound();
}
