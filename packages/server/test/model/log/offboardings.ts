import { type EntryOf, entriesOf, type Log, ofLog, type Plan } from "./log.ts";

export interface Offboarding {
  readonly serial: number;
  readonly plan: Plan;
  readonly status: "planned" | "applied" | "undone";
  /** Whether it was planned first, so that there is a token to apply it with. */
  readonly wasPlanned: boolean;
  readonly plannedAt: number;
  readonly appliedAt: number | null;
  readonly undoneAt: number | null;
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
    };
  });
});

const isOf =
  ({ offboarding }: EntryOf<"offboarding.planned" | "offboarding.applied">) =>
  (other: { readonly offboarding: number }): boolean =>
    other.offboarding === offboarding;

export const offboardingOf = (log: Log, serial: number): Offboarding | undefined =>
  offboardingsOf(log)[serial - 1];
