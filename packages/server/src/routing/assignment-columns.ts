import type { AssignmentId, Timestamp } from "../model.ts";
import { grown, noRow } from "./column.ts";
import { IdColumn } from "./id-column.ts";
import type { RoutedAssignment } from "./route-input.ts";

const defaultFlag = 1;
const inboundFlag = 2;
const outboundFlag = 4;

/**
 * Open assignments, one row each, in columns. Each row is in two singly linked lists: that of its number and that
 * of its user. Deleted rows are reused.
 */
export class AssignmentColumns {
  readonly #ids = new IdColumn<AssignmentId>();
  #numbers = new Uint32Array();
  #users = new Uint32Array();
  #assignedAts = new Float64Array();
  #flags = new Uint8Array();
  #nextOfNumber = new Uint32Array();
  #nextOfUser = new Uint32Array();
  readonly #freeRows: number[] = [];
  #end = 0;

  get size(): number {
    return this.#end - this.#freeRows.length;
  }

  get bytes(): number {
    const columns = [
      this.#numbers,
      this.#users,
      this.#assignedAts,
      this.#flags,
      this.#nextOfNumber,
      this.#nextOfUser,
    ];
    return columns.reduce((sum, { byteLength }) => sum + byteLength, this.#ids.bytes);
  }

  /** Adds a row before the given heads of both lists. Returns the row, the new head of both. */
  add(
    assignment: RoutedAssignment,
    of: { number: number; user: number; nextOfNumber: number; nextOfUser: number },
  ): number {
    const row = this.#freeRows.pop() ?? this.#end++;
    this.#reserve(row + 1);
    this.#ids.set(row, assignment.id);
    this.#numbers[row] = of.number;
    this.#users[row] = of.user;
    this.#nextOfNumber[row] = of.nextOfNumber;
    this.#nextOfUser[row] = of.nextOfUser;
    this.#assignedAts[row] = assignment.assignedAt;
    this.setFlags(row, assignment);
    return row;
  }

  setFlags(row: number, { isDefault, isInboundEnabled, isOutboundEnabled }: RoutedAssignment): void {
    this.#flags[row] =
      (isDefault ? defaultFlag : 0) |
      (isInboundEnabled ? inboundFlag : 0) |
      (isOutboundEnabled ? outboundFlag : 0);
  }

  /** Removes the row from both lists. Returns their new heads. */
  delete(row: number, of: { firstOfNumber: number; firstOfUser: number }) {
    const firstOfNumber = headWithout(row, of.firstOfNumber, this.#nextOfNumber);
    const firstOfUser = headWithout(row, of.firstOfUser, this.#nextOfUser);
    this.#freeRows.push(row);
    return { firstOfNumber, firstOfUser };
  }

  is(row: number, id: AssignmentId): boolean {
    return this.#ids.is(row, id);
  }
  id(row: number): AssignmentId {
    return this.#ids.get(row);
  }
  number(row: number): number {
    return this.#numbers[row] as number;
  }
  user(row: number): number {
    return this.#users[row] as number;
  }
  assignedAt(row: number): Timestamp {
    return this.#assignedAts[row] as number;
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
    return this.#nextOfNumber[row] as number;
  }
  nextOfUser(row: number): number {
    return this.#nextOfUser[row] as number;
  }

  #has(row: number, flag: number): boolean {
    return ((this.#flags[row] as number) & flag) !== 0;
  }

  #reserve(rows: number): void {
    this.#numbers = grown(this.#numbers, rows);
    this.#users = grown(this.#users, rows);
    this.#assignedAts = grown(this.#assignedAts, rows);
    this.#flags = grown(this.#flags, rows);
    this.#nextOfNumber = grown(this.#nextOfNumber, rows);
    this.#nextOfUser = grown(this.#nextOfUser, rows);
  }
}

/** Unlinks the row from the list that starts at `first`. Returns the list's new head. */
function headWithout(row: number, first: number, next: Uint32Array): number {
  const after = next[row] as number;
  if (first === row) return after;
  for (let current = first; current !== noRow; current = next[current] as number)
    if (next[current] === row) {
      next[current] = after;
      return first;
    }
  return first;
}
