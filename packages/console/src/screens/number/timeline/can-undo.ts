import type { Event } from "@whoseline/sdk";

/**
 * Whether the undo of an event can succeed as far as the history shows: it is the newest change of its assignment, no undo
 * itself, and not undone. The server decides.
 */
export function canUndo(seq: number, history: readonly Event[]): boolean {
  const event = history.find((candidate) => candidate.seq === seq);
  if (event === undefined || event.undoes !== null) return false;
  if (history.some(({ undoes }) => undoes === seq)) return false;
  return history.findLast(({ subjectId }) => subjectId === event.subjectId)?.seq === seq;
}
