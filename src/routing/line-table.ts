import { homeOf, isReached, largerThan, sizeMin } from "./addressing.ts";

/** Key's lower 32 bits, its upper ones, row: side by side, so that a search mostly waits for memory once. */
const words = 3;
/** Runs of neighbours stay so short that the processor mostly guesses right where a search ends. */
const loadMax = 0.62;
const two32 = 4294967296;

/**
 * Numbers of lines and, for each, a row: open addressing in one typed array, 12 bytes a place, so that millions of
 * lines take little memory and cost the collector of garbage nothing. A key is a whole number from 1 to 2^53 - 1.
 */
export class LineTable {
  #places = new Uint32Array(sizeMin * words);
  #size = sizeMin;
  #count = 0;

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#places.byteLength;
  }

  get(key: number): number | undefined {
    const at = this.#find(lowOf(key), highOf(key));
    return this.#isEmpty(at) ? undefined : this.#places[at + 2];
  }

  set(key: number, row: number): void {
    if (this.#count >= this.#size * loadMax) this.#grow();
    this.#put(lowOf(key), highOf(key), row);
  }

  /** Closes the gap at once: no mark stays behind that later searches would have to step over. */
  delete(key: number): void {
    let gap = this.#find(lowOf(key), highOf(key));
    if (this.#isEmpty(gap)) return;
    this.#count -= 1;
    for (let at = this.#next(gap); !this.#isEmpty(at); at = this.#next(at)) {
      if (isReached(this.#home(this.#word(at), this.#word(at + 1)), gap, at)) continue;
      this.#places.copyWithin(gap, at, at + words);
      gap = at;
    }
    this.#places.fill(0, gap, gap + words);
  }

  /** Where the place of the key begins, or the empty one where it would go. */
  #find(low: number, high: number): number {
    const places = this.#places;
    let at = this.#home(low, high);
    while (places[at] !== low || places[at + 1] !== high) {
      if (places[at] === 0 && places[at + 1] === 0) return at;
      at = at + words === places.length ? 0 : at + words;
    }
    return at;
  }

  #put(low: number, high: number, row: number): void {
    const at = this.#find(low, high);
    if (this.#isEmpty(at)) this.#count += 1;
    this.#places[at] = low;
    this.#places[at + 1] = high;
    this.#places[at + 2] = row;
  }

  #grow(): void {
    const places = this.#places;
    this.#size = largerThan(this.#size);
    this.#places = new Uint32Array(this.#size * words);
    this.#count = 0;
    for (let at = 0; at < places.length; at += words) {
      const [low, high, row] = [places[at], places[at + 1], places[at + 2]] as [number, number, number];
      if (low !== 0 || high !== 0) this.#put(low, high, row);
    }
  }

  #isEmpty(at: number): boolean {
    return this.#word(at) === 0 && this.#word(at + 1) === 0;
  }
  #home(low: number, high: number): number {
    return homeOf(hashOf(low, high), this.#size) * words;
  }
  #next(at: number): number {
    return at + words === this.#places.length ? 0 : at + words;
  }
  #word(at: number): number {
    return this.#places[at] as number;
  }
}

const lowOf = (key: number): number => key >>> 0;
const highOf = (key: number): number => (key / two32) | 0;

/** One multiplication would do but for lines that are evenly spaced. */
function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> 0;
}
