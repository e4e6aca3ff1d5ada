import type { Id, Timestamp } from "../model.ts";
import { grown } from "./column.ts";
import { IdColumn } from "./id-column.ts";
import { none } from "./number-columns.ts";

export interface RoutedAssignment {
  readonly id: Id;
  readonly numberId: Id;
  readonly userId: Id;
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly assignedAt: Timestamp;
}

const defaultFlag = 1;
const inboundFlag = 2;
const outboundFlag = 4;

/** Open assignments, each in two lists: its number's and its user's. */
export class AssignmentColumns {
  readonly #ids = new IdColumn();
  #numbers = new Uint32Array();
  #users = new Uint32Array();
  #assignedAts = new Float64Array();
  #flags = new Uint8Array();
  #nextOfNumber = new Uint32Array();
  #nextOfUser = new Uint32Array();
  readonly #free: number[] = [];
  #end = 0;

  get size(): number {
    return this.#end - this.#free.length;
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

  /** Gives the row; it stands at the head of both lists, before these. */
  add(
    assignment: RoutedAssignment,
    of: { number: number; user: number; nextOfNumber: number; nextOfUser: number },
  ): number {
    const row = this.#free.pop() ?? this.#end++;
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

  /** Takes the row out of both lists; gives their heads as they are then. */
  delete(row: number, of: { firstOfNumber: number; firstOfUser: number }) {
    const firstOfNumber = without(row, of.firstOfNumber, this.#nextOfNumber);
    const firstOfUser = without(row, of.firstOfUser, this.#nextOfUser);
    this.#free.push(row);
    return { firstOfNumber, firstOfUser };
  }

  is(row: number, id: Id): boolean {
    return this.#ids.is(row, id);
  }
  id(row: number): Id {
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

/** The list's head after the row was taken out of it. */
function without(row: number, first: number, next: Uint32Array): number {
  const after = next[row] as number;
  if (first === row) return after;
  for (let at = first; at !== none; at = next[at] as number)
    if (next[at] === row) {
      next[at] = after;
      return first;
    }
  return first;
}
