import type { SeededBug } from "./seeded-bugs.ts";

/** Idempotency, history, as-of queries, offboarding and undo. */
export const historyBugs: readonly SeededBug[] = [
  {
    name: "replay-ignores-fingerprint",
    file: "core/kernel/idempotency.ts",
    find: 'if (replay === "always" && !isSameRequest) throw idempotencyKeyReused();',
    replace: "",
    description: "An idempotency key replays its stored response for a different request.",
  },
  {
    name: "history-follows-clock-backwards",
    file: "core/kernel/mutate.ts",
    find: "at: Math.max(now, head.at)",
    replace: "at: now",
    description: "After the clock was set back, events are dated before their predecessors.",
  },
  {
    name: "as-of-includes-unassign-instant",
    file: "storage/queries/assignments.ts",
    find: "a.unassigned_at > ?",
    replace: "a.unassigned_at >= ?",
    description: "An as-of query at the instant of an unassign still returns the assignment.",
  },
  {
    name: "as-of-excludes-events-at-instant",
    file: "storage/queries/assignments.ts",
    find: "e.at <=",
    replace: "e.at <",
    description: "An as-of query at the instant of a change returns the flags from before the change.",
  },
  {
    name: "user-update-drops-endpoints",
    file: "core/users/update-user.ts",
    find: "changes.endpoints ?? before.endpoints",
    replace: "changes.endpoints ?? []",
    description: "An update of a user without endpoints removes the user's endpoints.",
  },
  {
    name: "stale-plan-applied",
    file: "core/offboarding/apply-offboarding.ts",
    find: "if (isDeepStrictEqual(withoutUse(current), withoutUse(plan))) return;",
    replace: "if (current.numbers.length === plan.numbers.length) return;",
    description: "An offboarding plan is applied although an assignment in it has changed.",
  },
  {
    name: "telnyx-removal-keeps-api-keys",
    file: "core/offboarding/apply-offboarding.ts",
    find: "await revokeKeys(unitOfWork, plan);",
    replace: 'if (context.call.dialect !== "telnyx") await revokeKeys(unitOfWork, plan);',
    description: "Removing a user through Telnyx does not revoke the user's API keys.",
  },
  {
    name: "offboarding-keeps-membership",
    file: "core/offboarding/mark-removed.ts",
    find: "for (const { id } of groups)",
    replace: "for (const { id } of groups.slice(0, 1))",
    description: "Offboarding removes only the first of several group memberships.",
  },
  {
    name: "undo-overrides-newer-default",
    file: "core/assignments/reassign.ts",
    find: "former.isDefault && other === undefined",
    replace: "former.isDefault",
    description: "Undo restores a default although the user has another default by now.",
  },
  {
    name: "hash-ignores-undone-event",
    file: "audit/chain-events.ts",
    find: "toContent(chained,",
    replace: "toContent({ ...chained, undoes: null },",
    description: "The hash of an undo does not cover the number of the event that it reverts.",
  },
  {
    name: "undo-ends-the-earlier-assignment-of-the-new-holder",
    file: "core/offboarding/restore-number.ts",
    find: "else await updateAssignment(unitOfWork, held, before);",
    replace: "else await endAssignment(unitOfWork, held);",
    description: "Undoing an offboarding takes the number from a new holder who had it before.",
  },
  {
    name: "undo-ignores-the-cooling-period",
    file: "core/assignments/reassign.ts",
    find: "if (coolingDays > 0) throw numberCooling(at + coolingDays * dayMs);",
    replace: "if (coolingDays > 0 && at < 0) throw numberCooling(at);",
    description:
      "Undoing an offboarding moves inbound back without the reason that a cooling period requires.",
  },
  {
    name: "undo-takes-back-a-later-assignment",
    file: "core/offboarding/restore-number.ts",
    find: "return holders.find(({ id }) => id === assignmentId);",
    replace: "return holders.find(({ version }) => assignmentId !== undefined && version === 1);",
    description: "Undoing an offboarding ends an assignment that was made after it.",
  },
];
