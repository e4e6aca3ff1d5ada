import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { savedView } = exampleIds;

export const savedViews: NounSpec = {
  verbs: {
    create: {
      operation: "createSavedView",
      args: ["name", "screen", "query"],
      examples: [
        "saved-views create Free numbers state=available",
        "saved-views create Free numbers state=available --is-shared --dry-run",
      ],
      undo: { kind: "command", command: "saved-views delete {id}" },
    },
    list: {
      operation: "listSavedViews",
      examples: ["saved-views list", "saved-views list --screen numbers --output csv"],
    },
    get: {
      operation: "getSavedView",
      examples: [`saved-views get ${savedView}`, `saved-views get ${savedView} --output json`],
    },
    update: {
      operation: "updateSavedView",
      examples: [
        `saved-views update ${savedView} --name Unused`,
        `saved-views update ${savedView} --name Idle --dry-run`,
      ],
    },
    delete: {
      operation: "deleteSavedView",
      confirm: "Delete the saved view {savedView}?",
      examples: [`saved-views delete ${savedView} --dry-run`, `saved-views delete ${savedView} --yes`],
    },
  },
};
