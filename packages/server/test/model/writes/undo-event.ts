import { reassign, unassigned } from "../assign.ts";
import {
  type Assignment,
  type AssignmentEntry,
  assignmentKinds,
  assignmentOf,
  assignmentsOf,
  isOpen,
} from "../log/assignments.ts";
import { eventOf, eventsOf, type Log } from "../log/log.ts";
import type { OperationOf } from "../operations.ts";
import { Rejection, type Transaction } from "../transaction.ts";

export function undoEvent(transaction: Transaction, { seq }: OperationOf<"undoEvent">) {
  const { log } = transaction;
  const event = eventOf(log, seq);
  if (event === undefined) throw new Rejection("event_not_found");
  if (event.undoes !== null) throw new Rejection("undo_of_undo");
  if (eventsOf(log).some(({ undoes }) => undoes === seq)) throw new Rejection("already_undone");
  if (!isOfAssignment(event)) throw new Rejection("not_undoable");
  transaction.undoes = seq;
  undo(transaction, event);
  return { seq };
}

const isOfAssignment = (event: { readonly kind: string }): event is AssignmentEntry =>
  (assignmentKinds as readonly string[]).includes(event.kind);

function undo(transaction: Transaction, event: AssignmentEntry): void {
  const { log } = transaction;
  const { user, number } = event;
  const before = assignmentOf(log.slice(0, log.indexOf(event)), user, number);
  if (event.kind === "number.unassigned") {
    if (assignmentOf(log, user, number)) throw new Rejection("undo_conflict");
    reassign(transaction, before as Assignment);
    return;
  }
  const present = requireLastEntry(log, event);
  if (event.kind === "number.assigned") transaction.append(unassigned(present));
  else if (!reassign(transaction, before as Assignment).isChanged) throw new Rejection("undo_conflict");
}

/** The assignment that the event changed. Throws when anything has happened to it since. */
function requireLastEntry(log: Log, event: AssignmentEntry): Assignment {
  const assignment = assignmentsOf(log).find(({ entries }) => entries.at(-1) === event);
  if (assignment === undefined || !isOpen(assignment)) throw new Rejection("undo_conflict");
  return assignment;
}
