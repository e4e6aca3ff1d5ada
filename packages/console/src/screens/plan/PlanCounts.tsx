import type { Plan } from "@whoseline/sdk";
import { FateCounts } from "../../components/FateCounts.tsx";
import { planFates } from "../../data/plans.ts";

/** How many numbers are changed, are like this already, or are refused; and which of them are listed. */
export function PlanCounts({ plan }: { readonly plan: Plan }) {
  const counts =
    plan.status === "undone"
      ? plan.counts.undone
      : plan.status === "applied"
        ? plan.counts.applied
        : plan.counts.planned;
  return <FateCounts fates={planFates} counts={counts} />;
}
