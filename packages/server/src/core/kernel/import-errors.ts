import { counted } from "./counted.ts";
import type { CatalogueEntry } from "./error-kinds.ts";

/** The errors about imports by public code. */
export const importErrors = {
  import_not_found: { kind: "not_found", sentence: "This organization has no import with this id." },
  import_running: {
    kind: "conflict",
    sentence: "Another import of this organization is running. Wait until it ends, or cancel it.",
  },
  import_not_ready: {
    kind: "conflict",
    sentence: (state: string) =>
      `The state of the import is ${state}. An import can be applied when it is checked, undone within 30 days after it was applied, and cancelled while it runs.`,
  },
  import_content_deleted: {
    kind: "conflict",
    sentence:
      "The content of the file was deleted, 24 hours after the dry run or with the erasure of a user. Upload the file again.",
  },
  import_refused: {
    kind: "conflict",
    sentence: (count: number) =>
      `${counted(count, "row")} ${count === 1 ? "is" : "are"} refused, and an atomic import has all rows or none. Correct the file and upload it again.`,
  },
  import_not_atomic: {
    kind: "invalid",
    sentence: (rows: number) =>
      `An atomic import has at most ${rows} rows, because it holds the lock of the organization until its end. Divide the file, or use the mode each.`,
  },
  import_bytes_exceeded: {
    kind: "conflict",
    sentence: (limit: number) =>
      `The stored files of this organization would exceed ${limit} bytes. Wait until an earlier file is deleted, 24 hours after its import has ended.`,
  },
  row_changed: {
    kind: "stale",
    sentence: "The record has changed since the dry run. Upload the file again to see what it would do now.",
  },
  changed_since_import: {
    kind: "conflict",
    sentence: "The record has changed since the import. Read it and decide again.",
  },
  row_ambiguous: {
    kind: "conflict",
    sentence: "The columns that identify the user belong to different users.",
  },
} as const satisfies Record<string, CatalogueEntry>;
