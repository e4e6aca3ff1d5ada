import type { Id } from "../model.ts";
import { hashOf, type IdColumn } from "./id-column.ts";
import { homeOf, isReached, largerThan, loadMax, sizeMin } from "./open-addressing.ts";

const none = 0xffffffff;

/** Finds the row of an id that a column holds: 4 bytes a place, because the ids themselves stay in the column. */
export class IdTable {
  readonly #ids: IdColumn;
  #rows = new Uint32Array(sizeMin).fill(none);
  #count = 0;

  constructor(ids: IdColumn) {
    this.#ids = ids;
  }

  get bytes(): number {
    return this.#rows.byteLength;
  }

  find(id: Id): number | undefined {
    const row = this.#rows[this.#place(id)];
    return row === none ? undefined : row;
  }

  /** The column must hold the row's id already, and no other row the same one. */
  add(row: number): void {
    if (this.#count >= this.#rows.length * loadMax) this.#grow();
    this.#put(row);
    this.#count += 1;
  }

  /** While the column still holds the id. */
  delete(id: Id): void {
    let gap = this.#place(id);
    if (this.#rows[gap] === none) return;
    this.#count -= 1;
    for (let at = this.#next(gap); this.#rows[at] !== none; at = this.#next(at)) {
      const row = this.#rows[at] as number;
      if (isReached(this.#home(this.#ids.hash(row)), gap, at)) continue;
      this.#rows[gap] = row;
      gap = at;
    }
    this.#rows[gap] = none;
  }

  /** The place of the id, or the empty one where it would go. */
  #place(id: Id): number {
    let at = this.#home(hashOf(id));
    for (let row = this.#rows[at]; row !== none; row = this.#rows[at]) {
      if (this.#ids.is(row as number, id)) return at;
      at = this.#next(at);
    }
    return at;
  }

  #put(row: number): void {
    let at = this.#home(this.#ids.hash(row));
    while (this.#rows[at] !== none) at = this.#next(at);
    this.#rows[at] = row;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Uint32Array(largerThan(rows.length)).fill(none);
    for (const row of rows) if (row !== none) this.#put(row);
  }

  #home(hash: number): number {
    return homeOf(hash, this.#rows.length);
  }
  #next(at: number): number {
    return at + 1 === this.#rows.length ? 0 : at + 1;
  }
}
