import { noRow } from "./column.ts";
import { deleteKey, emptyBlock, enlarged, type HashBlock, rowOf, setRow, slotCount } from "./hash-block.ts";
import { loadMax } from "./open-addressing.ts";

const two32 = 4294967296;
/** Approximate memory of a typed array in addition to its elements. */
const arrayOverheadBytes = 150;

/**
 * A map from line keys (1 to 10^15 - 1) to rows (0 to 2^32 - 2). The upper bits of a key select a HashBlock, the
 * lower 32 bits are the key in it. Real lines share their upper bits (country and area), so that millions of
 * lines need few blocks and add almost no work for the garbage collector. Lines spread evenly over the entire
 * range need about ten times the memory.
 */
export class LineTable {
  /** Indexed by the upper bits. */
  readonly #blocks: (HashBlock | undefined)[] = [];
  readonly #counts: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const pointers = (this.#blocks.length + this.#counts.length) * 8;
    return this.#blocks.reduce(
      (sum, block) => sum + (block ? block.byteLength + arrayOverheadBytes : 0),
      pointers,
    );
  }

  get(key: number): number | undefined {
    const block = this.#blocks[highOf(key)];
    if (block === undefined) return undefined;
    const row = rowOf(block, lowOf(key));
    return row === noRow ? undefined : row;
  }

  set(key: number, row: number): void {
    const high = highOf(key);
    if (setRow(this.#blockWithFreeSlot(high), lowOf(key), row)) this.#count(high, 1);
  }

  delete(key: number): void {
    const high = highOf(key);
    const block = this.#blocks[high];
    if (block !== undefined && deleteKey(block, lowOf(key))) this.#count(high, -1);
  }

  #blockWithFreeSlot(high: number): HashBlock {
    const block = this.#blocks[high] ?? this.#addBlock(high);
    if ((this.#counts[high] as number) < slotCount(block) * loadMax) return block;
    this.#blocks[high] = enlarged(block);
    return this.#blocks[high];
  }

  /** Fills all lower indexes as well: V8 reads arrays with holes slowly. */
  #addBlock(high: number): HashBlock {
    for (let index = this.#blocks.length; index <= high; index++) {
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
