import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { importId } = exampleIds;

export const imports: NounSpec = {
  verbs: {
    create: {
      operation: "createImport",
      args: ["file"],
      examples: [
        "imports create numbers.csv --kind numbers --dry-run",
        "imports create users.csv --kind users --mode atomic --dry-run",
      ],
    },
    list: { operation: "listImports", examples: ["imports list", "imports list --output csv"] },
    get: {
      operation: "getImport",
      examples: [`imports get ${importId}`, `imports get ${importId} --output json`],
    },
    rows: {
      operation: "listImportRows",
      examples: [`imports rows ${importId} --fate refused`, `imports rows ${importId} --output ndjson`],
    },
    apply: {
      operation: "applyImport",
      confirm: "Apply the import {import}?",
      examples: [`imports apply ${importId} --dry-run`, `imports apply ${importId} --yes`],
    },
    undo: {
      operation: "undoImport",
      confirm: "Undo the import {import}?",
      examples: [`imports undo ${importId} --dry-run`, `imports undo ${importId} --dry-run --output json`],
    },
    cancel: {
      operation: "cancelImport",
      confirm: "Cancel the job of the import {import}?",
      examples: [
        `imports cancel ${importId} --dry-run`,
        `imports cancel ${importId} --dry-run --output json`,
      ],
    },
  },
};
