import type { Import, ImportState, JobState } from "../../model.ts";

const running = { upload: "uploading", check: "checking", apply: "applying", undo: "undoing" } as const;
const done = { upload: "uploading", check: "checked", apply: "applied", undo: "undone" } as const;

/** The state of an import follows from its phase and the state of its job. */
export function importStateOf({ phase, job }: Pick<Import, "phase" | "job">): ImportState {
  const states: Readonly<Record<JobState, ImportState>> = {
    pending: running[phase],
    running: running[phase],
    succeeded: done[phase],
    failed: "failed",
    cancelled: "cancelled",
  };
  // The job of an import is deleted later than the import.
  return job === null ? running[phase] : states[job.state];
}

/** Whether a job of the import is pending or running. */
export const isImportRunning = (found: Pick<Import, "phase" | "job">): boolean =>
  ["checking", "applying", "undoing"].includes(importStateOf(found));

/** Whether there can be applied rows that are not undone: also of an apply or an undo that failed or was cancelled. */
export function canUndo(found: Pick<Import, "phase" | "job">): boolean {
  const state = importStateOf(found);
  if (state === "applied") return true;
  return ["apply", "undo"].includes(found.phase) && ["failed", "cancelled"].includes(state);
}
