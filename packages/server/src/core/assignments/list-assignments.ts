import type { AssignmentDetails, Timestamp, UserHandle } from "../../model.ts";
import type { AssignmentFilter, AssignmentOrder } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { readsForFilter } from "../users/find-user.ts";

export interface AssignmentListFilter extends Omit<AssignmentFilter, "userId"> {
  readonly userId?: UserHandle | undefined;
}

/** Lists open assignments. Only the orders `byAge` and `byUserId` keep their place while records change. */
export async function listAssignments(
  context: Context,
  named: AssignmentListFilter,
  order: AssignmentOrder,
  request: CursorRequest,
): Promise<CursorPage<AssignmentDetails>> {
  const { reads, filter } = await readsForFilter(context, "assignments:read", named);
  return listByCursor(context, { name: `assignments ${order}`, filter }, request, (page) =>
    reads.assignments.list(filter, order, page),
  );
}

export interface PastAssignments extends CursorPage<AssignmentDetails> {
  /** The time of the organization's first event: nothing is known of the time before. Null when there is no event. */
  readonly knownSince: Timestamp | null;
}

/** Lists the assignments that were open at `at` (milliseconds since 1970-01-01 UTC), by id, with the flags of then. */
export async function listAssignmentsAsOf(
  context: Context,
  named: AssignmentListFilter,
  at: number,
  request: CursorRequest,
): Promise<PastAssignments> {
  const { reads, filter } = await readsForFilter(context, "assignments:read", named);
  const list = { name: "assignments as of", filter: { ...filter, at } };
  const [page, { items: first }] = await Promise.all([
    listByCursor(context, list, request, (page) => reads.assignments.listAsOf(filter, at, page)),
    reads.events.list({}, { size: 1 }),
  ]);
  return { ...page, knownSince: first[0]?.at ?? null };
}
