import { homeOf, isReached, largerThan, loadMax, mix, sizeMin } from "./addressing.ts";

/**
 * Numbers of lines and, for each, a row: open addressing over two typed arrays, 12 bytes a place, so that
 * millions of lines take little memory and cost the collector of garbage nothing. A key is a whole number from 1
 * to 2^53 - 1.
 */
export class LineTable {
  #keys = new Float64Array(sizeMin);
  #rows = new Uint32Array(sizeMin);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#keys.byteLength + this.#rows.byteLength;
  }

  get(key: number): number | undefined {
    const at = this.#find(key);
    return this.#keys[at] === key ? this.#rows[at] : undefined;
  }

  set(key: number, row: number): void {
    let at = this.#find(key);
    if (this.#keys[at] !== key) {
      if (this.#count >= this.#keys.length * loadMax) {
        this.#grow();
        at = this.#find(key);
      }
      this.#keys[at] = key;
      this.#count += 1;
    }
    this.#rows[at] = row;
  }

  /** Closes the gap at once: no mark stays behind that later searches would have to step over. */
  delete(key: number): void {
    let gap = this.#find(key);
    if (this.#keys[gap] !== key) return;
    this.#count -= 1;
    for (let at = this.#next(gap); this.#keyAt(at) !== 0; at = this.#next(at)) {
      if (isReached(this.#home(this.#keyAt(at)), gap, at)) continue;
      this.#keys[gap] = this.#keyAt(at);
      this.#rows[gap] = this.#rows[at] as number;
      gap = at;
    }
    this.#keys[gap] = 0;
  }

  /** The place of the key, or the empty one where it would go. */
  #find(key: number): number {
    const keys = this.#keys;
    let at = this.#home(key);
    while (keys[at] !== key && keys[at] !== 0) at = this.#next(at);
    return at;
  }

  #grow(): void {
    const [keys, rows] = [this.#keys, this.#rows];
    this.#keys = new Float64Array(largerThan(keys.length));
    this.#rows = new Uint32Array(this.#keys.length);
    for (let from = 0; from < keys.length; from++) {
      const key = keys[from] as number;
      if (key === 0) continue;
      const at = this.#find(key);
      this.#keys[at] = key;
      this.#rows[at] = rows[from] as number;
    }
  }

  #home(key: number): number {
    return homeOf(mix((key >>> 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1)), this.#keys.length);
  }
  #next(at: number): number {
    return at + 1 === this.#keys.length ? 0 : at + 1;
  }
  #keyAt(at: number): number {
    return this.#keys[at] as number;
  }
}
