import { homeOf, isReached, largerThan, sizeMin } from "./open-addressing.ts";

/**
 * Keys of 32 bits and, beside each, its row: open addressing in one typed array, 8 bytes a place, so that a search
 * mostly waits for memory once. Whoever puts something into it keeps it from getting full.
 */
export type HashBlock = Uint32Array;

/** The row of an empty place; of no other. */
export const noRow = 0xffffffff;

export const emptyBlock = (size = sizeMin): HashBlock => new Uint32Array(size * 2).fill(noRow);

export const slotCount = (block: HashBlock): number => block.length / 2;

export const rowIn = (block: HashBlock, key: number): number => block[find(block, key) + 1] as number;

/** Says whether the key is new. */
export function putInto(block: HashBlock, key: number, row: number): boolean {
  const at = find(block, key);
  const isNew = block[at + 1] === noRow;
  block[at] = key;
  block[at + 1] = row;
  return isNew;
}

/** Closes the gap at once: no mark stays behind that later searches would have to step over. Says whether it was there. */
export function deleteFrom(block: HashBlock, key: number): boolean {
  let gap = find(block, key);
  if (block[gap + 1] === noRow) return false;
  for (let at = next(block, gap); block[at + 1] !== noRow; at = next(block, at)) {
    if (isReached(home(block, block[at] as number), gap, at)) continue;
    block.copyWithin(gap, at, at + 2);
    gap = at;
  }
  block[gap + 1] = noRow;
  return true;
}

/** A larger block with the same. */
export function larger(block: HashBlock): HashBlock {
  const grown = emptyBlock(largerThan(slotCount(block)));
  for (let at = 0; at < block.length; at += 2) {
    const [key, row] = [block[at] as number, block[at + 1] as number];
    if (row !== noRow) putInto(grown, key, row);
  }
  return grown;
}

/** Where the key stands, or the empty place where it would go. */
function find(block: HashBlock, key: number): number {
  let at = home(block, key);
  while (block[at] !== key && block[at + 1] !== noRow) at = next(block, at);
  return at;
}

const home = (block: HashBlock, key: number): number => homeOf(hashOf(key), block.length / 2) * 2;
const next = (block: HashBlock, at: number): number => (at + 2 === block.length ? 0 : at + 2);

/** One multiplication would do but for lines that are evenly spaced. */
function hashOf(key: number): number {
  const mixed = Math.imul(key, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> 0;
}
