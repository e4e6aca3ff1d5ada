import { type Assignment, assignmentOf } from "./assignments.ts";
import { type EntryOf, entriesOf, type Log, ofLog, type Plan, type Restored } from "./log.ts";

export interface Offboarding {
  readonly serial: number;
  readonly plan: Plan;
  readonly status: "planned" | "applied" | "undone";
  /** Whether it was planned first, so that there is a token to apply it with. */
  readonly wasPlanned: boolean;
  readonly plannedAt: number;
  readonly appliedAt: number | null;
  readonly undoneAt: number | null;
  /** Null until the undo. */
  readonly restored: Restored | null;
}

/** In the order of serials. */
export const offboardingsOf = ofLog((log): readonly Offboarding[] => {
  const plans = entriesOf(log, "offboarding.planned", "offboarding.applied");
  const firsts = plans.filter((it, index) => plans.findIndex(isOf(it)) === index);
  return firsts.map((first) => {
    const applied = entriesOf(log, "offboarding.applied").find(isOf(first));
    const undone = entriesOf(log, "offboarding.undone").find(isOf(first));
    return {
      serial: first.offboarding,
      plan: first.plan,
      status: undone ? "undone" : applied ? "applied" : "planned",
      wasPlanned: first.kind === "offboarding.planned",
      plannedAt: first.at,
      appliedAt: applied?.at ?? null,
      undoneAt: undone?.at ?? null,
      restored: undone?.restored ?? null,
    };
  });
});

const isOf =
  ({ offboarding }: EntryOf<"offboarding.planned" | "offboarding.applied">) =>
  (other: { readonly offboarding: number }): boolean =>
    other.offboarding === offboarding;

export const offboardingOf = (log: Log, serial: number): Offboarding | undefined =>
  offboardingsOf(log)[serial - 1];

/** What an applied offboarding did to the assignment of a number's new holder. */
export interface Transfer {
  /** Undefined when they did not hold the number. */
  readonly before: Assignment | undefined;
  readonly after: Assignment;
}

/** Undefined when the number has no new holder, or they had everything that the user had. */
export function transferOf(log: Log, offboarding: Offboarding, number: number): Transfer | undefined {
  const { plan, serial } = offboarding;
  const to = plan.numbers.find(({ assignment }) => assignment.number === number)?.to ?? null;
  if (to === null) return undefined;
  const applied = log.findIndex((it) => it.kind === "offboarding.applied" && it.offboarding === serial);
  const ended = log.findLastIndex(
    (it, index) =>
      index < applied &&
      it.kind === "number.unassigned" &&
      it.number === number &&
      it.user === plan.user.serial,
  );
  const before = assignmentOf(log.slice(0, ended), to, number);
  const after = assignmentOf(log.slice(0, applied), to, number);
  return after === undefined || after.version === before?.version ? undefined : { before, after };
}
