import type { AssignmentDetails, ChainedEvent, EventKind } from "../../model.ts";

/** The kinds of events that change an assignment. */
export const assignmentKinds: ReadonlySet<EventKind> = new Set([
  "number.assigned",
  "number.unassigned",
  "assignment.updated",
]);

/** What some events changed of one assignment. */
export interface AssignmentChange {
  /** Null for an assignment that did not exist. */
  readonly before: AssignmentDetails | null;
  /** With the time of its end, when it has ended. */
  readonly after: AssignmentDetails;
}

/** What the events changed of each assignment, the last change first, so that reverting them violates no constraint. */
export function assignmentChanges(events: readonly ChainedEvent[]): readonly AssignmentChange[] {
  const changes = new Map<string, AssignmentChange>();
  for (const { kind, subjectId, before, after } of events) {
    if (!assignmentKinds.has(kind)) continue;
    const earlier = changes.get(subjectId);
    changes.delete(subjectId);
    const original = earlier === undefined ? (before as AssignmentDetails | null) : earlier.before;
    changes.set(subjectId, { before: original, after: after as AssignmentDetails });
  }
  return [...changes.values()].reverse();
}
