import type { NounSpec } from "../command-spec.ts";

export const calls: NounSpec = {
  verbs: {
    list: {
      operation: "listCalls",
      examples: ["calls list", "calls list --user @mona --outcome answered --output csv"],
    },
  },
};
