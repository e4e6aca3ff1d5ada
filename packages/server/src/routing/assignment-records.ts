import type { AssignmentId, Timestamp } from "../model.ts";
import { IdRecords, idWidth } from "./memory/id-records.ts";
import { highOf, instantOf, lowOf } from "./memory/instants.ts";
import { noRow } from "./memory/shared-table.ts";
import { packedFlags, type RoutedAssignment } from "./route-input.ts";

const number = idWidth;
const user = number + 1;
const assignedAtLow = user + 1;
/** The upper part of the instant, and the flags. */
const assignedAtHigh = assignedAtLow + 1;
const nextOfNumber = assignedAtHigh + 1;
const nextOfUser = nextOfNumber + 1;
const width = nextOfUser + 1;

/** The flags are above the instant. */
const flagsShift = 24;
const flagsMask = 7 << flagsShift;

/** The fields of a new record; rows of its number and user, and the heads of their lists. */
interface NewAssignment {
  /** The sum of `packedFlags`. */
  readonly flags: number;
  readonly assignedAt: Timestamp;
  readonly number: number;
  readonly user: number;
  readonly nextOfNumber: number;
  readonly nextOfUser: number;
}

/** Open assignments. Each is in two singly linked lists: that of its number and that of its user. */
export class AssignmentRecords extends IdRecords<AssignmentId> {
  constructor() {
    super(width);
  }

  /** Returns the row, the new head of both lists; `at`: where the id starts in `id`. */
  addAssignment(of: NewAssignment, id: string, at = 0): number {
    const row = this.add();
    this.setId(row, id, at);
    this.set(row, number, of.number);
    this.set(row, user, of.user);
    this.set(row, assignedAtLow, lowOf(of.assignedAt));
    this.set(row, assignedAtHigh, highOf(of.assignedAt) | (of.flags << flagsShift));
    this.set(row, nextOfNumber, of.nextOfNumber);
    this.set(row, nextOfUser, of.nextOfUser);
    return row;
  }

  setFlags(row: number, assignment: RoutedAssignment): void {
    const instant = this.get(row, assignedAtHigh) & ~flagsMask;
    this.set(row, assignedAtHigh, instant | (flagsOf(assignment) << flagsShift));
  }

  /** Removes the row from both lists. Returns their new heads. */
  unlink(row: number, of: { firstOfNumber: number; firstOfUser: number }) {
    const firstOfNumber = this.#headWithout(row, of.firstOfNumber, nextOfNumber);
    const firstOfUser = this.#headWithout(row, of.firstOfUser, nextOfUser);
    this.delete(row);
    return { firstOfNumber, firstOfUser };
  }

  number(row: number): number {
    return this.get(row, number);
  }
  user(row: number): number {
    return this.get(row, user);
  }
  assignedAt(row: number): Timestamp {
    return instantOf(this.get(row, assignedAtLow), this.get(row, assignedAtHigh));
  }
  isDefault(row: number): boolean {
    return this.#has(row, packedFlags.isDefault);
  }
  isInboundEnabled(row: number): boolean {
    return this.#has(row, packedFlags.isInboundEnabled);
  }
  isOutboundEnabled(row: number): boolean {
    return this.#has(row, packedFlags.isOutboundEnabled);
  }
  nextOfNumber(row: number): number {
    return this.get(row, nextOfNumber);
  }
  nextOfUser(row: number): number {
    return this.get(row, nextOfUser);
  }

  #has(row: number, flag: number): boolean {
    return (this.get(row, assignedAtHigh) & (flag << flagsShift)) !== 0;
  }

  /** Unlinks the row from the list that starts at `first`. Returns the list's new head. */
  #headWithout(row: number, first: number, next: number): number {
    const after = this.get(row, next);
    if (first === row) return after;
    for (let current = first; current !== noRow; current = this.get(current, next))
      if (this.get(current, next) === row) {
        this.set(current, next, after);
        return first;
      }
    return first;
  }
}

/** The sum of `packedFlags`. */
export const flagsOf = ({ isDefault, isInboundEnabled, isOutboundEnabled }: RoutedAssignment): number =>
  (isDefault ? packedFlags.isDefault : 0) |
  (isInboundEnabled ? packedFlags.isInboundEnabled : 0) |
  (isOutboundEnabled ? packedFlags.isOutboundEnabled : 0);
