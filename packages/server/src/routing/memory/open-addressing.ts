// Open addressing with linear probing and backward-shift deletion, for HashIndex. A table is
// an array of slots. A key is stored in the first free slot at or after its home slot, wrapping around at the
// end. Deletion moves later entries back into the gap, so that searches never meet tombstones.

/** The maximum load factor; above it, probe sequences get long. */
export const loadMax = 0.75;
export const slotsMin = 16;

export const grownSlotCount = (slots: number): number => Math.ceil(slots * 1.2);

/** The home slot of an unsigned 32-bit hash. The number of slots need not be a power of two. */
export const homeSlotOf = (hash: number, slots: number): number => (hash * (slots / 4294967296)) | 0;

/**
 * Backward-shift deletion: whether the entry at `slot` must stay, because its home slot lies after the gap and
 * a probe for it therefore never passes the gap.
 */
export const isReachable = (homeSlot: number, gap: number, slot: number): boolean =>
  gap < slot ? gap < homeSlot && homeSlot <= slot : gap < homeSlot || homeSlot <= slot;

/** The 32-bit finalizer of MurmurHash3 (public domain): every output bit depends on every input bit. */
export function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
