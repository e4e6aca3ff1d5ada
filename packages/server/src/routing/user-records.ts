import { type UserId, type UserStatus, userStatuses } from "../model.ts";
import { mayLoop } from "./call-loops.ts";
import { IndexedRecords, idWidth } from "./memory/id-records.ts";
import { noRow } from "./memory/shared-table.ts";
import type { TextHeap } from "./memory/text-heap.ts";
import { arePlainEndpoints, endpointSeparator } from "./plain-line.ts";

const organization = idWidth;
const firstAssignment = organization + 1;
const endpoints = firstAssignment + 1;
/** The status, and whether the endpoints are not plain. */
const status = endpoints + 1;
const width = status + 1;

const statusMask = 0xff;
const unusualFlag = 1 << 8;

export class UserRecords extends IndexedRecords<UserId> {
  readonly #texts: TextHeap;

  constructor(texts: TextHeap) {
    super(width);
    this.#texts = texts;
  }

  /** Adds an active user without endpoints. Returns the row. */
  addUser(of: number, id: string, at = 0): number {
    const row = this.addId(id, at);
    this.set(row, organization, of);
    this.set(row, firstAssignment, noRow);
    return row;
  }

  organization(row: number): number {
    return this.get(row, organization);
  }

  status(row: number): UserStatus {
    return userStatuses[this.get(row, status) & statusMask] as UserStatus;
  }
  setStatus(row: number, value: UserStatus): void {
    this.set(row, status, (this.get(row, status) & ~statusMask) | userStatuses.indexOf(value));
  }

  endpoints(row: number): readonly string[] {
    const text = this.endpointsText(row);
    return text === "" ? [] : text.split(endpointSeparator);
  }
  /** The endpoints with `endpointSeparator` between them; empty for none. */
  endpointsText(row: number): string {
    const text = this.get(row, endpoints);
    return text === 0 ? "" : this.#texts.get(text);
  }
  /** Copies the endpoints with `endpointSeparator` between them. Returns the number of bytes; -1 when they are not plain. */
  copyPlainEndpoints(row: number, target: Uint8Array): number {
    if ((this.get(row, status) & unusualFlag) !== 0) return -1;
    const text = this.get(row, endpoints);
    return text === 0 ? 0 : this.#texts.copy(text, target);
  }
  setEndpoints(row: number, values: readonly string[]): void {
    this.setEndpointsText(row, values.length === 0 ? undefined : values.join(endpointSeparator));
  }
  /** The endpoints with `endpointSeparator` between them; undefined for none. */
  setEndpointsText(row: number, joined: string | undefined): void {
    const text = this.get(row, endpoints);
    if (text !== 0) this.#texts.delete(text);
    this.set(row, endpoints, joined === undefined ? 0 : this.#texts.add(joined));
    const isPlain = joined === undefined || (arePlainEndpoints(joined) && !mayLoop(joined));
    this.set(row, status, (this.get(row, status) & statusMask) | (isPlain ? 0 : unusualFlag));
  }

  firstAssignment(row: number): number {
    return this.get(row, firstAssignment);
  }
  setFirstAssignment(row: number, assignment: number): void {
    this.set(row, firstAssignment, assignment);
  }
}
