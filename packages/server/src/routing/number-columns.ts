import { type Id, type Provider, providers, type Timestamp } from "../model.ts";
import { grown } from "./column.ts";
import { IdColumn } from "./id-column.ts";
import { IdTable } from "./id-table.ts";
import { lineKey, lineOf } from "./line-key.ts";
import { LineTable } from "./line-table.ts";

export interface RoutedNumber {
  readonly id: Id;
  readonly provider: Provider;
  readonly line: string;
  readonly coolingUntil: Timestamp | null;
  readonly reservedUntil: Timestamp | null;
}

/** What stands in the way of the next holder; most numbers have nothing. */
type Holds = Pick<RoutedNumber, "coolingUntil" | "reservedUntil">;
const noHolds: Holds = { coolingUntil: null, reservedUntil: null };

/** No row of another table. */
export const none = 0xffffffff;

/** All lines, found by provider and line or by the number's id. A row keeps its place while the number lives. */
export class NumberColumns {
  readonly #ids = new IdColumn();
  readonly #rowsById = new IdTable(this.#ids);
  #organizations = new Uint32Array();
  #firstAssignments = new Uint32Array();
  #providers = new Uint8Array();
  #keys = new Float64Array();
  readonly #holds = new Map<number, Holds>();

  readonly #byLine = providers.map(() => new LineTable());
  /** Lines that are no plain numbers, under the provider's position and the line. */
  readonly #opaque = new Map<string, number>();
  readonly #opaqueLines = new Map<number, string>();
  /** A line that two organizations seem to have, while the news of one of them is still on its way. */
  readonly #conflicts = new Map<string, number[]>();

  readonly #free: number[] = [];
  #end = 0;

  get size(): number {
    return this.#end - this.#free.length;
  }

  get bytes(): number {
    const columns = [this.#ids, this.#rowsById, ...this.#byLine].reduce((sum, { bytes }) => sum + bytes, 0);
    const rest = [this.#organizations, this.#firstAssignments, this.#providers, this.#keys];
    return rest.reduce((sum, { byteLength }) => sum + byteLength, columns);
  }

  find(id: Id): number | undefined {
    return this.#rowsById.find(id);
  }

  /** The row of a line, or those of which memory cannot say which has it. */
  findLine(provider: Provider, line: string): number | readonly number[] | undefined {
    const at = providers.indexOf(provider);
    const claims = this.#conflicts.size > 0 ? this.#conflicts.get(nameOf(at, line)) : undefined;
    return claims ?? this.#rowOfLine(at, line);
  }

  set(organization: number, number: RoutedNumber): void {
    const row = this.find(number.id) ?? this.#add(organization, number);
    const { coolingUntil, reservedUntil } = number;
    if (coolingUntil === null && reservedUntil === null) this.#holds.delete(row);
    else this.#holds.set(row, { coolingUntil, reservedUntil });
  }

  delete(row: number): void {
    const [at, line] = [this.#providers[row] as number, this.line(row)];
    this.#unlink(at, line, row);
    this.#rowsById.delete(this.id(row));
    this.#holds.delete(row);
    this.#opaqueLines.delete(row);
    this.#free.push(row);
  }

  id(row: number): Id {
    return this.#ids.get(row);
  }
  organization(row: number): number {
    return this.#organizations[row] as number;
  }
  provider(row: number): Provider {
    return providers[this.#providers[row] as number] as Provider;
  }
  line(row: number): string {
    const key = this.#keys[row] as number;
    return key === 0 ? (this.#opaqueLines.get(row) ?? "") : lineOf(key);
  }
  holds(row: number): Holds {
    return this.#holds.get(row) ?? noHolds;
  }
  firstAssignment(row: number): number {
    return this.#firstAssignments[row] as number;
  }
  setFirstAssignment(row: number, holding: number): void {
    this.#firstAssignments[row] = holding;
  }

  #add(organization: number, { id, provider, line }: RoutedNumber): number {
    const row = this.#free.pop() ?? this.#end++;
    this.#reserve(row + 1);
    const [at, key] = [providers.indexOf(provider), lineKey(line)];
    this.#ids.set(row, id);
    this.#rowsById.add(row);
    this.#organizations[row] = organization;
    this.#firstAssignments[row] = none;
    this.#providers[row] = at;
    this.#keys[row] = key;
    if (key === 0) this.#opaqueLines.set(row, line);
    this.#link(at, line, row);
    return row;
  }

  #reserve(rows: number): void {
    this.#organizations = grown(this.#organizations, rows);
    this.#firstAssignments = grown(this.#firstAssignments, rows);
    this.#providers = grown(this.#providers, rows);
    this.#keys = grown(this.#keys, rows);
  }

  #rowOfLine(at: number, line: string): number | undefined {
    const key = lineKey(line);
    return key === 0 ? this.#opaque.get(nameOf(at, line)) : this.#byLine[at]?.get(key);
  }

  #link(at: number, line: string, row: number): void {
    const other = this.#rowOfLine(at, line);
    if (other === undefined) this.#put(at, line, row);
    else this.#addConflict(nameOf(at, line), [other, row]);
  }

  #unlink(at: number, line: string, row: number): void {
    const name = nameOf(at, line);
    const left = (this.#conflicts.get(name) ?? []).filter((claim) => claim !== row);
    this.#put(at, line, left[0]);
    if (left.length > 1) this.#conflicts.set(name, left);
    else this.#conflicts.delete(name);
  }

  #addConflict(name: string, claims: readonly number[]): void {
    this.#conflicts.set(name, [...new Set([...(this.#conflicts.get(name) ?? []), ...claims])]);
  }

  #put(at: number, line: string, row: number | undefined): void {
    const key = lineKey(line);
    if (key === 0) put(this.#opaque, nameOf(at, line), row);
    else if (row === undefined) this.#byLine[at]?.delete(key);
    else this.#byLine[at]?.set(key, row);
  }
}

const nameOf = (provider: number, line: string): string => `${provider} ${line}`;

function put(rows: Map<string, number>, name: string, row: number | undefined): void {
  if (row === undefined) rows.delete(name);
  else rows.set(name, row);
}
