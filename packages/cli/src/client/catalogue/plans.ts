import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { plan, appliedPlan } = exampleIds;

export const plans: NounSpec = {
  verbs: {
    create: {
      operation: "createPlan",
      args: ["action"],
      examples: [
        "plans create transfer --numbers +14165550102 --to-user @ben",
        "plans create release --numbers +14165550103 --output json",
      ],
      undo: { kind: "command", command: "plans undo {id}" },
    },
    get: { operation: "getPlan", examples: [`plans get ${plan}`, `plans get ${plan} --output json`] },
    items: {
      operation: "listPlanItems",
      examples: [`plans items ${plan}`, `plans items ${plan} --fate refused --output csv`],
    },
    apply: {
      operation: "applyPlan",
      examples: [`plans apply ${plan} --mode atomic`, `plans apply ${plan} --dry-run`],
      undo: { kind: "command", command: "plans undo {plan}" },
    },
    undo: {
      operation: "undoPlan",
      examples: [`plans undo ${appliedPlan} --dry-run`, `plans undo ${appliedPlan} --reason "By mistake"`],
    },
  },
};
