import { counted } from "./counted.ts";
import type { CatalogueEntry } from "./error-kinds.ts";

/** The errors of plans by public code. */
export const planErrors = {
  plan_not_found: {
    kind: "not_found",
    sentence:
      "This organization has no such plan. One that is not applied can be used only with the credential that made it.",
  },
  plan_expired: {
    kind: "stale",
    sentence: "A plan can be applied for 10 minutes, and this period has ended. Create a new plan.",
  },
  changed_since_plan: {
    kind: "conflict",
    sentence: (what: "made" | "applied") =>
      `This number or an assignment of it has changed since the plan was ${what}. ${what === "made" ? "Create a new plan for it." : "Read the number and decide again."}`,
  },
  plan_not_applied: {
    kind: "conflict",
    sentence: "The plan was not applied, so that there is nothing to undo.",
  },
  plan_refused: {
    kind: "conflict",
    sentence: (index: number, why: string) =>
      `Nothing was changed, because the item with the index ${index} is refused: ${why}`,
  },
  change_limit_exceeded: {
    kind: "limited",
    sentence: (used: number, planned: number, limit: number) =>
      `This credential can change ${counted(limit, "number")} an hour here. It has changed ${used}, and the plan changes ${planned}. Wait, or apply the change through the API.`,
  },
  plan_stale: {
    kind: "stale",
    sentence: "The plan is out of date or was already applied. Create a new plan.",
  },
} as const satisfies Record<string, CatalogueEntry>;
