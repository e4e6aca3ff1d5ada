import { grownSlotCount, homeSlotOf, isReachable, loadMax, slotsMin } from "./open-addressing.ts";
import { noRow, type OnBuffer, type SharedTable } from "./shared-table.ts";

/** Bytes of a slot: a tag and a row. */
const slotBytes = 8;

/**
 * Finds rows by a hash of their key, the tag, in one buffer of shared memory. Tag and row are next to each other, so
 * that most searches touch one cache line. Several rows can have one tag, and one key: the caller compares the keys.
 */
export class HashIndex implements SharedTable {
  #slots = emptySlots(slotsMin);
  #count = 0;
  onBuffer: OnBuffer | undefined;

  get buffers(): SharedArrayBuffer[] {
    return [this.#slots.buffer as unknown as SharedArrayBuffer];
  }

  setBuffer(_page: number, buffer: SharedArrayBuffer): void {
    this.#slots = new Uint32Array(buffer);
  }

  get count(): number {
    return this.#count;
  }

  get state(): number {
    return this.#count;
  }

  setState(count: number): void {
    this.#count = count;
  }

  usedBytes(): number {
    return this.#slots.byteLength;
  }

  bufferBytes(usedBytes: number): number {
    return usedBytes;
  }

  /**
   * The first entry with the tag, or -1. An entry is an offset into the slots. Read all entries of a tag like this:
   * `for (let entry = index.first(tag); entry >= 0; entry = index.next(tag, entry))`
   */
  first(tag: number): number {
    return this.#seek(tag, this.#home(tag));
  }

  next(tag: number, entry: number): number {
    return this.#seek(tag, this.#after(entry));
  }

  row(entry: number): number {
    return this.#slots[entry + 1] as number;
  }

  add(tag: number, row: number): void {
    this.reserve(1);
    insert(this.#slots, tag, row);
    this.#count += 1;
  }

  /** Grows before `count` rows are added, so that readers do not wait for it; then also for `spare` more rows. */
  reserve(count: number, spare = 0): void {
    const slots = this.#slots.length / 2;
    if (this.#count + count <= slots * loadMax) return;
    this.#rebuild(Math.max(grownSlotCount(slots), slotsFor(this.#count + count + spare)));
  }

  /** Frees what was reserved and is not used. */
  fit(): void {
    const slots = grownSlotCount(slotsFor(this.#count));
    if (slots < this.#slots.length / 2) this.#rebuild(slots);
  }

  #rebuild(slots: number): void {
    const rebuilt = emptySlots(Math.max(slots, slotsMin));
    for (let entry = 0; entry < this.#slots.length; entry += 2) {
      const row = this.row(entry);
      if (row !== noRow) insert(rebuilt, this.#slots[entry] as number, row);
    }
    this.onBuffer?.(0, rebuilt.buffer as unknown as SharedArrayBuffer);
    this.#slots = rebuilt;
  }

  /** The index must contain the row under this tag. */
  delete(tag: number, row: number): void {
    let gap = this.first(tag);
    while (gap >= 0 && this.row(gap) !== row) gap = this.next(tag, gap);
    if (gap < 0) throw new Error(`a hash index does not contain row ${row}`);
    this.#count -= 1;
    for (let entry = this.#after(gap); this.row(entry) !== noRow; entry = this.#after(entry)) {
      if (isReachable(this.#home(this.#slots[entry] as number), gap, entry)) continue;
      this.#slots.copyWithin(gap, entry, entry + 2);
      gap = entry;
    }
    this.#slots[gap + 1] = noRow;
  }

  /** The first entry with the tag at or after an offset. A reader can see no empty slot during a write. */
  #seek(tag: number, from: number): number {
    let entry = from;
    for (let steps = 0; steps < this.#slots.length; steps++) {
      if (this.#slots[entry + 1] === noRow) return -1;
      if (this.#slots[entry] === tag) return entry;
      entry = this.#after(entry);
    }
    return -1;
  }

  #home(tag: number): number {
    return homeOf(this.#slots, tag);
  }
  #after(entry: number): number {
    return afterOf(this.#slots, entry);
  }
}

const slotsFor = (rows: number): number => Math.ceil(rows / loadMax);
const emptySlots = (count: number): Uint32Array =>
  new Uint32Array(new SharedArrayBuffer(count * slotBytes)).fill(noRow);

const homeOf = (slots: Uint32Array, tag: number): number => homeSlotOf(tag, slots.length / 2) * 2;
const afterOf = (slots: Uint32Array, entry: number): number => (entry + 2 === slots.length ? 0 : entry + 2);

function insert(slots: Uint32Array, tag: number, row: number): void {
  let entry = homeOf(slots, tag);
  while (slots[entry + 1] !== noRow) entry = afterOf(slots, entry);
  slots[entry] = tag;
  slots[entry + 1] = row;
}
