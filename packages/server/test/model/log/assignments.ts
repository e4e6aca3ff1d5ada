import type { Provider } from "../../../src/model.ts";
import { providerOf } from "./lines.ts";
import { type AssignmentFlags, type EntryOf, entriesOf, type Log, ofLog, until } from "./log.ts";

// Who holds what, derived from a log.

type Opening = EntryOf<"number.assigned">;
export type AssignmentEntry = EntryOf<"number.assigned" | "assignment.updated" | "number.unassigned">;

/** One user's hold of one number, from `number.assigned` to `number.unassigned`. */
export interface Assignment {
  /** Its position among all assignments of the organization, from 1. */
  readonly id: number;
  readonly user: number;
  readonly number: number;
  readonly provider: Provider;
  readonly assignedAt: number;
  readonly unassignedAt: number | null;
  readonly version: number;
  readonly flags: AssignmentFlags;
  /** Everything that happened to it. */
  readonly entries: readonly AssignmentEntry[];
}

export const assignmentKinds = ["number.assigned", "assignment.updated", "number.unassigned"] as const;

/** Every assignment that ever was, in the order in which they began. */
export const assignmentsOf = ofLog((log): readonly Assignment[] => {
  const entries = entriesOf(log, ...assignmentKinds);
  const openings = entries.filter((entry): entry is Opening => entry.kind === "number.assigned");
  return openings.map((opening, index) => {
    const later = entries
      .slice(entries.indexOf(opening))
      .filter(({ user, number }) => user === opening.user && number === opening.number);
    const end = later.findIndex(({ kind }) => kind === "number.unassigned");
    return assignment(log, index + 1, opening, end < 0 ? later : later.slice(0, end + 1));
  });
});

function assignment(
  log: Log,
  id: number,
  { user, number, at }: Opening,
  entries: readonly AssignmentEntry[],
): Assignment {
  const flags = entries.flatMap((entry) => ("flags" in entry ? [entry.flags] : []));
  const last = entries.at(-1) as AssignmentEntry;
  return {
    id,
    user,
    number,
    provider: providerOf(log, number),
    assignedAt: at,
    unassignedAt: last.kind === "number.unassigned" ? last.at : null,
    version: entries.length,
    flags: flags.at(-1) as AssignmentFlags,
    entries,
  };
}

export const isOpen = ({ unassignedAt }: Assignment): boolean => unassignedAt === null;

export const openAssignments = ofLog((log) => assignmentsOf(log).filter(isOpen));

/** The assignments that were open at an instant, with the flags of that instant. */
export const openAssignmentsAt = (log: Log, at: number): readonly Assignment[] =>
  openAssignments(until(log, at));

export const holdersOf = (log: Log, number: number): readonly Assignment[] =>
  openAssignments(log).filter((it) => it.number === number);

export const heldBy = (log: Log, user: number): readonly Assignment[] =>
  openAssignments(log).filter((it) => it.user === user);

/** How the user holds the number; undefined when the user does not hold it. */
export const assignmentOf = (log: Log, user: number, number: number): Assignment | undefined =>
  holdersOf(log, number).find((it) => it.user === user);

export const inboundHolderOf = (log: Log, number: number): Assignment | undefined =>
  holdersOf(log, number).find(({ flags }) => flags.isInboundEnabled);

export const defaultOf = (log: Log, user: number, provider: Provider): Assignment | undefined =>
  heldBy(log, user).find((it) => it.provider === provider && it.flags.isDefault);
