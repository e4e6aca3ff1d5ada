import {
  deleteFrom,
  emptyBlock,
  type HashBlock,
  larger,
  noRow,
  putInto,
  rowIn,
  slotCount,
} from "./hash-block.ts";
import { loadMax } from "./open-addressing.ts";

const two32 = 4294967296;
/** What an array of numbers takes beside them, about. */
const arrayBytes = 150;

/**
 * Numbers of lines and, for each, a row. A line's upper bits, which many lines share, say in which block its lower 32
 * stand: so millions of lines take little memory and cost the collector of garbage next to nothing. Lines that have
 * nothing in common take ten times as much. A key is a whole number from 1 to 10^15 - 1, a row one from 0 to 2^32 - 2.
 */
export class LineTable {
  /** By the upper bits. */
  readonly #blocks: (HashBlock | undefined)[] = [];
  readonly #counts: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const pointers = (this.#blocks.length + this.#counts.length) * 8;
    return this.#blocks.reduce((sum, block) => sum + (block ? block.byteLength + arrayBytes : 0), pointers);
  }

  get(key: number): number | undefined {
    const block = this.#blocks[highOf(key)];
    if (block === undefined) return undefined;
    const row = rowIn(block, lowOf(key));
    return row === noRow ? undefined : row;
  }

  set(key: number, row: number): void {
    const high = highOf(key);
    if (putInto(this.#roomIn(high), lowOf(key), row)) this.#count(high, 1);
  }

  delete(key: number): void {
    const high = highOf(key);
    const block = this.#blocks[high];
    if (block !== undefined && deleteFrom(block, lowOf(key))) this.#count(high, -1);
  }

  /** The block, with room for one more. */
  #roomIn(high: number): HashBlock {
    const block = this.#blocks[high] ?? this.#begin(high);
    if ((this.#counts[high] as number) < slotCount(block) * loadMax) return block;
    this.#blocks[high] = larger(block);
    return this.#blocks[high];
  }

  /** An array with holes would be slow to read, so those before are written too. */
  #begin(high: number): HashBlock {
    for (let before = this.#blocks.length; before <= high; before++) {
      this.#blocks.push(undefined);
      this.#counts.push(0);
    }
    this.#blocks[high] = emptyBlock();
    return this.#blocks[high];
  }

  #count(high: number, change: number): void {
    this.#counts[high] = (this.#counts[high] as number) + change;
    this.#size += change;
  }
}

const lowOf = (key: number): number => key >>> 0;
const highOf = (key: number): number => (key / two32) | 0;
