import type { NumberState } from "../../../src/model.ts";
import { type AssignmentEntry, assignmentKinds, holdersOf } from "./assignments.ts";
import { isSameLine, type Line, lineAt } from "./lines.ts";
import { entriesOf, type Log, ofLog, type Reservation } from "./log.ts";
import { dayMs, organizationOf } from "./organization.ts";

// The inventory, derived from a log.

/** What keeps others from a number for a while. */
export interface Hold {
  readonly coolingUntil: number | null;
  /** Whom the cooling does not affect. */
  readonly formerHolder: number | null;
  readonly reservation: Reservation | null;
}

export interface PhoneNumber extends Line, Hold {
  readonly serial: number;
  readonly addedAt: number;
  readonly releasedAt: number | null;
  readonly version: number;
}

/** Every number that was ever added, in the order of serials. */
export const numbersOf = ofLog((log): readonly PhoneNumber[] =>
  entriesOf(log, "number.added").map(({ number: serial, line, at }) => {
    const changes = entriesOf(log, "number.updated", "number.released").filter(
      ({ number }) => number === serial,
    );
    return {
      serial,
      ...lineAt(line),
      addedAt: at,
      releasedAt: changes.find(({ kind }) => kind === "number.released")?.at ?? null,
      ...holdOf(log, serial),
      version: 1 + changes.length,
    };
  }),
);

export const liveNumbersOf = ofLog((log) => numbersOf(log).filter(({ releasedAt }) => releasedAt === null));

/** The number that has the line at present. */
export const numberWithLine = (log: Log, line: Line): PhoneNumber | undefined =>
  liveNumbersOf(log).find((it) => isSameLine(it, line));

export const isReleased = (log: Log, number: number): boolean =>
  entriesOf(log, "number.released").some((entry) => entry.number === number);

export const holdOf = (log: Log, number: number): Hold =>
  isReleased(log, number)
    ? { coolingUntil: null, formerHolder: null, reservation: null }
    : { ...coolingOf(log, number), reservation: reservationOf(log, number) };

/**
 * Cooling starts when the inbound holder loses inbound, lasts the `coolingDays` that the organization has at that
 * time, and ends early when a user gets inbound.
 */
function coolingOf(log: Log, number: number): Omit<Hold, "reservation"> {
  const last = inboundChanges(log, number).at(-1);
  const coolingDays = last ? organizationOf(log.slice(0, log.indexOf(last.entry))).coolingDays : 0;
  if (last === undefined || last.isGain || coolingDays === 0)
    return { coolingUntil: null, formerHolder: null };
  return { coolingUntil: last.entry.at + coolingDays * dayMs, formerHolder: last.entry.user };
}

/** The entries by which a user got or lost inbound on the number. */
const inboundChanges = (log: Log, number: number) =>
  entriesOf(log, ...assignmentKinds)
    .filter((entry) => entry.number === number)
    .flatMap((entry, index, entries) => {
      const previous = entries.slice(0, index).findLast(({ user }) => user === entry.user);
      const isGain = hasInboundAfter(entry);
      return isGain === hasInboundAfter(previous) ? [] : [{ entry, isGain }];
    });

const hasInboundAfter = (entry: AssignmentEntry | undefined): boolean =>
  entry !== undefined && "flags" in entry && entry.flags.isInboundEnabled;

/** The last one made, unless a user was assigned the number since. */
function reservationOf(log: Log, number: number): Reservation | null {
  const last = entriesOf(log, "number.updated", "number.assigned").findLast(
    (entry) =>
      entry.number === number && (entry.kind === "number.assigned" || entry.reservation !== undefined),
  );
  return last?.kind === "number.updated" ? (last.reservation ?? null) : null;
}

/** Whether the number is cooling at an instant for everybody but its former holder. */
export const isCooling = ({ coolingUntil }: Hold, at: number): boolean =>
  coolingUntil !== null && coolingUntil > at;

export const isReserved = ({ reservation }: Hold, at: number): boolean =>
  reservation !== null && reservation.until > at;

export function stateAt(log: Log, number: PhoneNumber, at: number): NumberState {
  if (number.releasedAt !== null) return "released";
  if (holdersOf(log, number.serial).length > 0) return "assigned";
  return isCooling(number, at) ? "cooling" : "available";
}
