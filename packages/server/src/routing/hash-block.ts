import { noRow } from "./column.ts";
import { grownSlotCount, homeSlotOf, isReachable, slotsMin } from "./open-addressing.ts";

/**
 * A hash map from 32-bit keys to rows in one typed array. Each slot is 8 bytes, key and row next to each other,
 * so that most searches touch one cache line. The caller must call `enlarged` before the block is full.
 */
export type HashBlock = Uint32Array;

export const emptyBlock = (slots = slotsMin): HashBlock => new Uint32Array(slots * 2).fill(noRow);

export const slotCount = (block: HashBlock): number => block.length / 2;

/** Returns the key's row, or `noRow`. */
export const rowOf = (block: HashBlock, key: number): number => block[find(block, key) + 1] as number;

/** Sets the key's row. Returns whether the key is new. */
export function setRow(block: HashBlock, key: number, row: number): boolean {
  const offset = find(block, key);
  const isNew = block[offset + 1] === noRow;
  block[offset] = key;
  block[offset + 1] = row;
  return isNew;
}

/** Deletes the key. Returns whether it was present. */
export function deleteKey(block: HashBlock, key: number): boolean {
  let gap = find(block, key);
  if (block[gap + 1] === noRow) return false;
  for (let offset = next(block, gap); block[offset + 1] !== noRow; offset = next(block, offset)) {
    if (isReachable(home(block, block[offset] as number), gap, offset)) continue;
    block.copyWithin(gap, offset, offset + 2);
    gap = offset;
  }
  block[gap + 1] = noRow;
  return true;
}

/** Returns a larger block with the same entries. */
export function enlarged(block: HashBlock): HashBlock {
  const larger = emptyBlock(grownSlotCount(slotCount(block)));
  for (let offset = 0; offset < block.length; offset += 2) {
    const [key, row] = [block[offset] as number, block[offset + 1] as number];
    if (row !== noRow) setRow(larger, key, row);
  }
  return larger;
}

// Offsets into the array are twice the slot.

/** The offset of the key, or of the empty slot where it belongs. */
function find(block: HashBlock, key: number): number {
  let offset = home(block, key);
  while (block[offset] !== key && block[offset + 1] !== noRow) offset = next(block, offset);
  return offset;
}

const home = (block: HashBlock, key: number): number => homeSlotOf(hashOf(key), slotCount(block)) * 2;
const next = (block: HashBlock, offset: number): number => (offset + 2 === block.length ? 0 : offset + 2);

/** Two multiplications: with one, evenly spaced lines collide. */
function hashOf(key: number): number {
  const mixed = Math.imul(key, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> 0;
}
