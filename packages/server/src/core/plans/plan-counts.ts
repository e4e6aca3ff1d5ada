import type { FateCounts, PlanCounts, PlanFate } from "../../model.ts";

const none: FateCounts = { change: 0, same: 0, refused: 0 };
export const noCounts: PlanCounts = { planned: none, applied: none, undone: none };

export const addFate = (counts: FateCounts, fate: PlanFate): FateCounts => ({
  ...counts,
  [fate]: counts[fate] + 1,
});
