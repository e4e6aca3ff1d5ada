import { type NumberId, type Provider, providers } from "../model.ts";
import { isGlobalLine } from "../text/line-kind.ts";
import { grown, noRow } from "./column.ts";
import { IdColumn } from "./id-column.ts";
import { IdTable } from "./id-table.ts";
import { lineKey, lineOf } from "./line-key.ts";
import { LineTable } from "./line-table.ts";
import type { RoutedNumber } from "./route-input.ts";

/** What can prevent a new inbound holder. Most numbers have neither, so holds are kept in a sparse map. */
type Holds = Pick<RoutedNumber, "coolingUntil" | "reservedUntil">;
const noHolds: Holds = { coolingUntil: null, reservedUntil: null };

/**
 * Numbers, one row each, in columns, indexed by (provider, line) and by id. A number keeps its row until it is
 * deleted; the row is then reused.
 */
export class NumberColumns {
  readonly #ids = new IdColumn<NumberId>();
  readonly #rowsById = new IdTable(this.#ids);
  #organizations = new Uint32Array();
  #firstAssignments = new Uint32Array();
  #providers = new Uint8Array();
  #keys = new Float64Array();
  readonly #holds = new Map<number, Holds>();

  readonly #byLine = providers.map(() => new LineTable());
  /** Rows of lines without a line key, by `nameOf`. */
  readonly #opaque = new Map<string, number>();
  /** Lines without a line key, by row. */
  readonly #opaqueLines = new Map<number, string>();
  /** Rows of lines that several organizations have, by `nameOf`, until the index receives the release. */
  readonly #conflicts = new Map<string, number[]>();

  readonly #freeRows: number[] = [];
  #end = 0;

  get size(): number {
    return this.#end - this.#freeRows.length;
  }

  get bytes(): number {
    const columns = [this.#ids, this.#rowsById, ...this.#byLine].reduce((sum, { bytes }) => sum + bytes, 0);
    const rest = [this.#organizations, this.#firstAssignments, this.#providers, this.#keys];
    return rest.reduce((sum, { byteLength }) => sum + byteLength, columns);
  }

  find(id: NumberId): number | undefined {
    return this.#rowsById.find(id);
  }

  /** The row of a line, or all rows of a line in conflict. */
  findLine(provider: Provider, line: string): number | readonly number[] | undefined {
    const index = providers.indexOf(provider);
    const rows = this.#conflicts.size > 0 ? this.#conflicts.get(nameOf(index, line)) : undefined;
    return rows ?? this.#rowOfLine(index, line);
  }

  /** The rows of a line at every provider, of every organization. */
  rowsOfLine(line: string): readonly number[] {
    return providers.flatMap((provider) => this.findLine(provider, line) ?? []);
  }

  set(organization: number, number: RoutedNumber): void {
    const row = this.find(number.id) ?? this.#add(organization, number);
    if (this.line(row) !== number.line) this.#changeLine(row, number.line);
    const { coolingUntil, reservedUntil } = number;
    if (coolingUntil === null && reservedUntil === null) this.#holds.delete(row);
    else this.#holds.set(row, { coolingUntil, reservedUntil });
  }

  delete(row: number): void {
    this.#unlink(this.#providers[row] as number, this.line(row), row);
    this.#rowsById.delete(this.id(row));
    this.#holds.delete(row);
    this.#opaqueLines.delete(row);
    this.#freeRows.push(row);
  }

  id(row: number): NumberId {
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
  setFirstAssignment(row: number, assignment: number): void {
    this.#firstAssignments[row] = assignment;
  }

  /** In place: the row keeps its assignments. */
  #changeLine(row: number, line: string): void {
    const provider = this.#providers[row] as number;
    this.#unlink(provider, this.line(row), row);
    this.#setKey(row, line);
    this.#link(provider, line, row);
  }

  #setKey(row: number, line: string): void {
    const key = lineKey(line);
    this.#keys[row] = key;
    if (key === 0) this.#opaqueLines.set(row, line);
    else this.#opaqueLines.delete(row);
  }

  #add(organization: number, { id, provider, line }: RoutedNumber): number {
    const row = this.#freeRows.pop() ?? this.#end++;
    this.#reserve(row + 1);
    const providerIndex = providers.indexOf(provider);
    this.#ids.set(row, id);
    this.#rowsById.add(row);
    this.#organizations[row] = organization;
    this.#firstAssignments[row] = noRow;
    this.#providers[row] = providerIndex;
    this.#setKey(row, line);
    this.#link(providerIndex, line, row);
    return row;
  }

  #reserve(rows: number): void {
    this.#organizations = grown(this.#organizations, rows);
    this.#firstAssignments = grown(this.#firstAssignments, rows);
    this.#providers = grown(this.#providers, rows);
    this.#keys = grown(this.#keys, rows);
  }

  #rowOfLine(provider: number, line: string): number | undefined {
    const key = lineKey(line);
    return key === 0 ? this.#opaque.get(nameOf(provider, line)) : this.#byLine[provider]?.get(key);
  }

  /** Lines that several organizations can have are not found by line. */
  #link(provider: number, line: string, row: number): void {
    if (!isGlobalLine(line)) return;
    const other = this.#rowOfLine(provider, line);
    if (other === undefined) this.#setLine(provider, line, row);
    else this.#addConflict(nameOf(provider, line), [other, row]);
  }

  #unlink(provider: number, line: string, row: number): void {
    if (!isGlobalLine(line)) return;
    const name = nameOf(provider, line);
    const remaining = (this.#conflicts.get(name) ?? []).filter((other) => other !== row);
    this.#setLine(provider, line, remaining[0]);
    if (remaining.length > 1) this.#conflicts.set(name, remaining);
    else this.#conflicts.delete(name);
  }

  #addConflict(name: string, rows: readonly number[]): void {
    this.#conflicts.set(name, [...new Set([...(this.#conflicts.get(name) ?? []), ...rows])]);
  }

  #setLine(provider: number, line: string, row: number | undefined): void {
    const key = lineKey(line);
    if (key === 0) setOrDelete(this.#opaque, nameOf(provider, line), row);
    else if (row === undefined) this.#byLine[provider]?.delete(key);
    else this.#byLine[provider]?.set(key, row);
  }
}

const nameOf = (provider: number, line: string): string => `${provider} ${line}`;

function setOrDelete(rows: Map<string, number>, name: string, row: number | undefined): void {
  if (row === undefined) rows.delete(name);
  else rows.set(name, row);
}
