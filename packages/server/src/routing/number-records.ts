import { type NumberId, type Provider, providers, type Timestamp } from "../model.ts";
import { isGlobalLine } from "../text/line-kind.ts";
import { HashIndex } from "./memory/hash-index.ts";
import { IndexedRecords, idWidth } from "./memory/id-records.ts";
import { highOf, instantOf, lowOf } from "./memory/instants.ts";
import { hashOfKey, hashOfText } from "./memory/line-hash.ts";
import { lineKey, lineOf } from "./memory/line-key.ts";
import { RecordPages } from "./memory/record-pages.ts";
import { noRow } from "./memory/shared-table.ts";
import type { TextHeap } from "./memory/text-heap.ts";
import type { RoutedNumber } from "./route-input.ts";

const organization = idWidth;
const firstAssignment = organization + 1;
/** The lower half of the line key, or the text of a line without a key. */
const line = firstAssignment + 1;
/** The upper half of the line key, the provider, and whether the line has no key. */
const kind = line + 1;
/** The row of the holds plus 1; 0 when there are none. */
const holds = kind + 1;
const width = holds + 1;

const keyHighMask = 0x3_ffff;
const providerShift = 18;
const providerMask = 0x1f;
const textFlag = 1 << 23;

/** Fields of a holds record: two instants, each in two words; the second is `noRow` for none. */
const coolingUntil = 0;
const reservedUntil = 2;
const holdsWidth = 4;

/** What can prevent a new inbound holder. Most numbers have neither. */
type Holds = Pick<RoutedNumber, "coolingUntil" | "reservedUntil">;
const noHolds: Holds = { coolingUntil: null, reservedUntil: null };

/** Numbers, found by (provider, line) and by id. A number keeps its row until it is deleted. */
export class NumberRecords extends IndexedRecords<NumberId> {
  /** Several rows have one line until the index receives the release in all organizations but one. */
  readonly rowsByLine = new HashIndex();
  readonly holdsRecords = new RecordPages(holdsWidth);
  readonly #texts: TextHeap;

  constructor(texts: TextHeap) {
    super(width);
    this.#texts = texts;
  }

  /** The row of a line, or all rows of a line in conflict. */
  findLine(provider: Provider, line: string): number | readonly number[] | undefined {
    return this.#findLine(providers.indexOf(provider), line, lineKey(line));
  }

  /** Like `findLine`, by the line key; undefined for the key 0. */
  findKey(provider: Provider, key: number): number | readonly number[] | undefined {
    return key === 0 ? undefined : this.#findLine(providers.indexOf(provider), "", key);
  }

  /** The rows of a line at every provider, of every organization. */
  rowsOfLine(line: string): readonly number[] {
    const key = lineKey(line);
    return providers.flatMap((_, provider) => this.#findLine(provider, line, key) ?? []);
  }

  setNumber(organization: number, number: RoutedNumber): void {
    const { id, provider, line } = number;
    const row = this.find(id) ?? this.addNumber(organization, providers.indexOf(provider), line, id);
    if (this.line(row) !== line) this.#changeLine(row, line);
    this.setHolds(row, number);
  }

  /** Adds a number without holds. Returns its row; `at`: where the id starts in `id`. */
  addNumber(of: number, provider: number, line: string, id: string, at = 0): number {
    const row = this.addId(id, at);
    this.set(row, organization, of);
    this.set(row, firstAssignment, noRow);
    this.#link(row, provider, line);
    return row;
  }

  override delete(row: number): void {
    this.#unlink(row);
    this.setHolds(row, noHolds);
    super.delete(row);
  }

  organization(row: number): number {
    return this.get(row, organization);
  }
  provider(row: number): Provider {
    return providers[this.#provider(row)] as Provider;
  }
  line(row: number): string {
    const value = this.get(row, kind);
    return (value & textFlag) === 0 ? lineOf(this.#key(row)) : this.#texts.get(this.get(row, line));
  }
  firstAssignment(row: number): number {
    return this.get(row, firstAssignment);
  }
  setFirstAssignment(row: number, assignment: number): void {
    this.set(row, firstAssignment, assignment);
  }

  hasHolds(row: number): boolean {
    return this.get(row, holds) !== 0;
  }
  holds(row: number): Holds {
    const of = this.get(row, holds) - 1;
    if (of < 0) return noHolds;
    return { coolingUntil: this.#hold(of, coolingUntil), reservedUntil: this.#hold(of, reservedUntil) };
  }

  #hold(row: number, field: number): Timestamp | null {
    const high = this.holdsRecords.get(row, field + 1);
    return high === noRow ? null : instantOf(this.holdsRecords.get(row, field), high);
  }

  setHolds(row: number, values: Holds): void {
    const of = this.get(row, holds) - 1;
    if (values.coolingUntil === null && values.reservedUntil === null) {
      if (of < 0) return;
      this.holdsRecords.delete(of);
      this.set(row, holds, 0);
      return;
    }
    const target = of < 0 ? this.holdsRecords.add() : of;
    this.#setHold(target, coolingUntil, values.coolingUntil);
    this.#setHold(target, reservedUntil, values.reservedUntil);
    this.set(row, holds, target + 1);
  }

  #setHold(row: number, field: number, at: Timestamp | null): void {
    this.holdsRecords.set(row, field, at === null ? 0 : lowOf(at));
    this.holdsRecords.set(row, field + 1, at === null ? noRow : highOf(at));
  }

  #findLine(provider: number, line: string, key: number): number | readonly number[] | undefined {
    const tag = tagOf(provider, line, key);
    let found: number | undefined;
    let all: number[] | undefined;
    const { rowsByLine } = this;
    for (let entry = rowsByLine.first(tag); entry >= 0; entry = rowsByLine.next(tag, entry)) {
      const row = rowsByLine.row(entry);
      if (!this.#hasLine(row, provider, line, key)) continue;
      if (found === undefined) found = row;
      else all = [...(all ?? [found]), row];
    }
    return all ?? found;
  }

  #hasLine(row: number, provider: number, text: string, key: number): boolean {
    if (this.#provider(row) !== provider) return false;
    const isText = (this.get(row, kind) & textFlag) !== 0;
    if (isText !== (key === 0)) return false;
    return isText ? this.#texts.get(this.get(row, line)) === text : this.#key(row) === key;
  }

  #provider(row: number): number {
    return (this.get(row, kind) >>> providerShift) & providerMask;
  }
  #key(row: number): number {
    return instantOf(this.get(row, line), this.get(row, kind) & keyHighMask);
  }

  /** In place: the row keeps its assignments. */
  #changeLine(row: number, line: string): void {
    const provider = this.#provider(row);
    this.#unlink(row);
    this.#link(row, provider, line);
  }

  /** Lines that several organizations can have are not found by line. */
  #link(row: number, provider: number, text: string): void {
    const key = lineKey(text);
    this.set(row, line, key === 0 ? this.#texts.add(text) : lowOf(key));
    this.set(row, kind, (provider << providerShift) | (key === 0 ? textFlag : highOf(key)));
    if (isGlobalLine(text)) this.rowsByLine.add(tagOf(provider, text, key), row);
  }

  #unlink(row: number): void {
    const text = this.line(row);
    const key = lineKey(text);
    if (isGlobalLine(text)) this.rowsByLine.delete(tagOf(this.#provider(row), text, key), row);
    if (key === 0) this.#texts.delete(this.get(row, line));
  }
}

const tagOf = (provider: number, text: string, key: number): number =>
  key === 0 ? hashOfText(text, provider) : hashOfKey(key, provider);
