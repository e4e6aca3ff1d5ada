import { noRow, type OnBuffer, type SharedTable } from "./shared-table.ts";

/** Bytes; texts start at multiples of it. */
const unit = 8;
const pageBytes = 1 << 18;
const unitsOfPage = pageBytes / unit;
/** Before the bytes of a text: their number, and whether there are two for each code unit. */
const headBytes = 4;
const wideFlag = 0x8000_0000;

/** Where the next text goes; known to the writer only. */
export interface HeapState {
  readonly end: number;
  /** By size in units: the first free block; its first word is the next one. */
  readonly free: readonly (readonly [units: number, first: number])[];
}

interface Page {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
}

/**
 * Texts in pages of shared memory. A reference is a multiple of 8 bytes; 0 is none. Freed blocks are reused for texts of
 * their size. One byte for each code unit, or two where one is not enough: a reader decodes either without native code
 * that depends on the content, which can change meanwhile.
 */
export class TextHeap implements SharedTable {
  readonly #pages: Page[] = [];
  readonly #free = new Map<number, number>();
  #end = 1;
  onBuffer: OnBuffer | undefined;

  get buffers(): SharedArrayBuffer[] {
    return this.#pages.map(({ words }) => words.buffer as unknown as SharedArrayBuffer);
  }

  setBuffer(page: number, buffer: SharedArrayBuffer): void {
    this.#pages[page] = { bytes: Buffer.from(buffer), words: new Uint32Array(buffer) };
  }

  get state(): HeapState {
    return { end: this.#end, free: [...this.#free] };
  }

  setState({ end, free }: HeapState): void {
    this.#end = end;
    this.#free.clear();
    for (const [units, first] of free) this.#free.set(units, first);
  }

  usedBytes(page: number): number {
    return Math.min(unitsOfPage, this.#end - page * unitsOfPage) * unit;
  }

  bufferBytes(): number {
    return pageBytes;
  }

  get(reference: number): string {
    const { bytes, words } = this.#page(reference);
    const at = (reference % unitsOfPage) * unit;
    const head = words[at / 4] as number;
    const start = at + headBytes;
    if (head < wideFlag) return bytes.toString("latin1", start, start + head);
    return bytes.toString("utf16le", start, start + head - wideFlag);
  }

  /** Copies the bytes of a text with one byte for each code unit. Returns their number; -1 when they do not fit. */
  copy(reference: number, target: Uint8Array): number {
    const { bytes, words } = this.#page(reference);
    const at = (reference % unitsOfPage) * unit;
    const length = words[at / 4] as number;
    if (length > target.length) return -1;
    const start = at + headBytes;
    for (let index = 0; index < length; index++) target[index] = bytes[start + index] as number;
    return length;
  }

  add(text: string): number {
    const isWide = wide.test(text);
    const length = isWide ? text.length * 2 : text.length;
    const reference = this.#allocate(unitsOf(length));
    const { bytes, words } = this.#page(reference);
    const at = (reference % unitsOfPage) * unit;
    words[at / 4] = isWide ? wideFlag + length : length;
    bytes.write(text, at + headBytes, isWide ? "utf16le" : "latin1");
    return reference;
  }

  /** Overwrites the text, so that no image of the memory contains it. */
  delete(reference: number): void {
    const { words } = this.#page(reference);
    const at = ((reference % unitsOfPage) * unit) / 4;
    const head = words[at] as number;
    const units = unitsOf(head < wideFlag ? head : head - wideFlag);
    words.fill(0, at, at + units * (unit / 4));
    words[at] = this.#free.get(units) ?? noRow;
    this.#free.set(units, reference);
  }

  #allocate(units: number): number {
    const free = this.#free.get(units) ?? noRow;
    if (free === noRow) return this.#append(units);
    const { words } = this.#page(free);
    this.#free.set(units, words[((free % unitsOfPage) * unit) / 4] as number);
    return free;
  }

  /** No text crosses the end of a page. */
  #append(units: number): number {
    if (units > unitsOfPage) throw new RangeError(`a text of ${units * unit} bytes is longer than a page`);
    const used = this.#end % unitsOfPage;
    const start = used + units > unitsOfPage ? this.#end - used + unitsOfPage : this.#end;
    const page = Math.floor(start / unitsOfPage);
    if (page === this.#pages.length) {
      const buffer = new SharedArrayBuffer(pageBytes);
      this.onBuffer?.(page, buffer);
      this.setBuffer(page, buffer);
    }
    this.#end = start + units;
    return start;
  }

  #page(reference: number): Page {
    return this.#pages[Math.floor(reference / unitsOfPage)] as Page;
  }
}

const wide = /[\u0100-\uffff]/;
const unitsOf = (length: number): number => Math.ceil((headBytes + length) / unit);
