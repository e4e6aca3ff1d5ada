import { noRow, type OnBuffer, type SharedTable } from "./shared-table.ts";

const rowBits = 14;
const rowsOfPage = 1 << rowBits;
const rowMask = rowsOfPage - 1;

/** Which rows are used; known to the writer only. */
export interface RowState {
  readonly end: number;
  readonly free: number;
  /** The first free row below `end`; its first word is the next one. */
  readonly firstFree: number;
}

/**
 * Records of 32-bit words, in pages of shared memory. Pages are added and never copied. Deleted rows are reused: they
 * form a list through their first words.
 */
export class RecordPages implements SharedTable {
  readonly #width: number;
  readonly #pages: Uint32Array[] = [];
  #end = 0;
  #free = 0;
  #firstFree = noRow;
  onBuffer: OnBuffer | undefined;

  /** `width`: the words of a record. */
  constructor(width: number) {
    this.#width = width;
  }

  get buffers(): SharedArrayBuffer[] {
    return this.#pages.map(({ buffer }) => buffer as unknown as SharedArrayBuffer);
  }

  setBuffer(page: number, buffer: SharedArrayBuffer): void {
    this.#pages[page] = new Uint32Array(buffer);
  }

  /** The number of used rows. */
  get size(): number {
    return this.#end - this.#free;
  }

  /** The row after the last one that was ever used. */
  get end(): number {
    return this.#end;
  }

  get state(): RowState {
    return { end: this.#end, free: this.#free, firstFree: this.#firstFree };
  }

  setState({ end, free, firstFree }: RowState): void {
    this.#end = end;
    this.#free = free;
    this.#firstFree = firstFree;
  }

  usedBytes(page: number): number {
    return Math.min(rowsOfPage, this.#end - page * rowsOfPage) * this.#width * 4;
  }

  bufferBytes(): number {
    return rowsOfPage * this.#width * 4;
  }

  get(row: number, field: number): number {
    return (this.#pages[row >>> rowBits] as Uint32Array)[(row & rowMask) * this.#width + field] as number;
  }

  set(row: number, field: number, word: number): void {
    (this.#pages[row >>> rowBits] as Uint32Array)[(row & rowMask) * this.#width + field] = word;
  }

  /** Returns an unused row, whose words are 0. */
  add(): number {
    const row = this.#firstFree;
    if (row === noRow) return this.#append();
    this.#firstFree = this.get(row, 0);
    this.#free -= 1;
    this.set(row, 0, 0);
    return row;
  }

  delete(row: number): void {
    this.set(row, 0, this.#firstFree);
    for (let field = 1; field < this.#width; field++) this.set(row, field, 0);
    this.#firstFree = row;
    this.#free += 1;
  }

  #append(): number {
    const page = this.#end >>> rowBits;
    if (page === this.#pages.length) {
      const buffer = new SharedArrayBuffer(this.bufferBytes());
      this.onBuffer?.(page, buffer);
      this.setBuffer(page, buffer);
    }
    return this.#end++;
  }
}
