import type { AssignmentDetails } from "../../model.ts";
import type { AssignmentFilter } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";

/** Lists open assignments: `byAge` oldest first, `byUser` by the user's name. */
export async function listAssignments(
  context: Context,
  filter: AssignmentFilter,
  order: "byUser" | "byAge",
  request: CursorRequest,
): Promise<CursorPage<AssignmentDetails>> {
  const reads = await context.reads("assignments:read", filter.userId);
  return listByCursor(context, `assignments ${order}`, request, (page) =>
    reads.assignments.list(filter, order, page),
  );
}

/** Lists the assignments that were open at `at` (milliseconds since 1970-01-01 UTC), by id, with the flags of then. */
export async function listAssignmentsAsOf(
  context: Context,
  filter: AssignmentFilter,
  at: number,
  request: CursorRequest,
): Promise<CursorPage<AssignmentDetails>> {
  const reads = await context.reads("assignments:read", filter.userId);
  return listByCursor(context, `assignments as of ${at}`, request, (page) =>
    reads.assignments.listAsOf(filter, at, page),
  );
}
