import type { Id } from "../model.ts";
import { noRow } from "./column.ts";
import { hashOf, type IdColumn } from "./id-column.ts";
import { grownSlotCount, homeSlotOf, isReachable, loadMax, slotsMin } from "./open-addressing.ts";

/** A hash index over an IdColumn: finds an id's row. 4 bytes per slot, because the ids stay in the column. */
export class IdTable<Key extends Id = Id> {
  readonly #ids: IdColumn<Key>;
  #rows = new Uint32Array(slotsMin).fill(noRow);
  #count = 0;

  constructor(ids: IdColumn<Key>) {
    this.#ids = ids;
  }

  get bytes(): number {
    return this.#rows.byteLength;
  }

  find(id: Key): number | undefined {
    const row = this.#rows[this.#slot(id)];
    return row === noRow ? undefined : row;
  }

  /** The column must contain the row's id already, and no other row may have the same id. */
  add(row: number): void {
    if (this.#count >= this.#rows.length * loadMax) this.#grow();
    this.#put(row);
    this.#count += 1;
  }

  /** The column must still contain the id. */
  delete(id: Key): void {
    let gap = this.#slot(id);
    if (this.#rows[gap] === noRow) return;
    this.#count -= 1;
    for (let slot = this.#next(gap); this.#rows[slot] !== noRow; slot = this.#next(slot)) {
      const row = this.#rows[slot] as number;
      if (isReachable(this.#home(this.#ids.hash(row)), gap, slot)) continue;
      this.#rows[gap] = row;
      gap = slot;
    }
    this.#rows[gap] = noRow;
  }

  /** The slot of the id, or the empty slot where it belongs. */
  #slot(id: Key): number {
    let slot = this.#home(hashOf(id));
    for (let row = this.#rows[slot]; row !== noRow; row = this.#rows[slot]) {
      if (this.#ids.is(row as number, id)) return slot;
      slot = this.#next(slot);
    }
    return slot;
  }

  #put(row: number): void {
    let slot = this.#home(this.#ids.hash(row));
    while (this.#rows[slot] !== noRow) slot = this.#next(slot);
    this.#rows[slot] = row;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Uint32Array(grownSlotCount(rows.length)).fill(noRow);
    for (const row of rows) if (row !== noRow) this.#put(row);
  }

  #home(hash: number): number {
    return homeSlotOf(hash, this.#rows.length);
  }
  #next(slot: number): number {
    return slot + 1 === this.#rows.length ? 0 : slot + 1;
  }
}
