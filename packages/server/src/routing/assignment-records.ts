import type { AssignmentId, Timestamp } from "../model.ts";
import { IdRecords, idWidth } from "./memory/id-records.ts";
import { highOf, instantOf, lowOf } from "./memory/instants.ts";
import { noRow } from "./memory/shared-table.ts";
import type { RoutedAssignment } from "./route-input.ts";

const number = idWidth;
const user = number + 1;
const assignedAtLow = user + 1;
/** The upper part of the instant, and the flags. */
const assignedAtHigh = assignedAtLow + 1;
const nextOfNumber = assignedAtHigh + 1;
const nextOfUser = nextOfNumber + 1;
const width = nextOfUser + 1;

const defaultFlag = 1 << 24;
const inboundFlag = 1 << 25;
const outboundFlag = 1 << 26;
const flagsMask = defaultFlag | inboundFlag | outboundFlag;

/** Open assignments. Each is in two singly linked lists: that of its number and that of its user. */
export class AssignmentRecords extends IdRecords<AssignmentId> {
  constructor() {
    super(width);
  }

  /** Adds a record before the given heads of both lists. Returns its row, the new head of both. */
  addAssignment(
    assignment: RoutedAssignment,
    of: { number: number; user: number; nextOfNumber: number; nextOfUser: number },
  ): number {
    const row = this.add();
    this.setId(row, assignment.id);
    this.set(row, number, of.number);
    this.set(row, user, of.user);
    this.set(row, assignedAtLow, lowOf(assignment.assignedAt));
    this.set(row, assignedAtHigh, highOf(assignment.assignedAt));
    this.set(row, nextOfNumber, of.nextOfNumber);
    this.set(row, nextOfUser, of.nextOfUser);
    this.setFlags(row, assignment);
    return row;
  }

  setFlags(row: number, { isDefault, isInboundEnabled, isOutboundEnabled }: RoutedAssignment): void {
    const flags =
      (isDefault ? defaultFlag : 0) |
      (isInboundEnabled ? inboundFlag : 0) |
      (isOutboundEnabled ? outboundFlag : 0);
    this.set(row, assignedAtHigh, (this.get(row, assignedAtHigh) & ~flagsMask) | flags);
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
    return this.#has(row, defaultFlag);
  }
  isInboundEnabled(row: number): boolean {
    return this.#has(row, inboundFlag);
  }
  isOutboundEnabled(row: number): boolean {
    return this.#has(row, outboundFlag);
  }
  nextOfNumber(row: number): number {
    return this.get(row, nextOfNumber);
  }
  nextOfUser(row: number): number {
    return this.get(row, nextOfUser);
  }

  #has(row: number, flag: number): boolean {
    return (this.get(row, assignedAtHigh) & flag) !== 0;
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
