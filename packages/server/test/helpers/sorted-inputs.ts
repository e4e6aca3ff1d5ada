import type { Id } from "../../src/model.ts";
import type { LineRouteInput, UserRouteInput } from "../../src/routing/route-input.ts";

// Routing inputs in an order that is independent of the order of the updates.

export const sortedLine = (facts: LineRouteInput): LineRouteInput => ({
  ...facts,
  holders: facts.holders.toSorted(byAssignment),
});

/** A removed user without assignments equals a missing one. */
export const sortedUser = (facts: UserRouteInput | undefined): UserRouteInput | undefined =>
  facts === undefined || (facts.userStatus === "removed" && facts.held.length === 0)
    ? undefined
    : { ...facts, held: facts.held.toSorted(byAssignment) };

const byAssignment = (one: { assignmentId: Id }, other: { assignmentId: Id }): number =>
  one.assignmentId < other.assignmentId ? -1 : 1;
