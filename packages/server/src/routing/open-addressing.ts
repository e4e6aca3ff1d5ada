// Open addressing with neighbours: what the tables of this folder have in common.

/** Fuller than this, the runs of neighbours that a search walks get long. */
export const loadMax = 0.7;
export const sizeMin = 16;

export const largerThan = (size: number): number => Math.ceil(size * 1.3);

/** The place where a search for this hash, of 32 bits without sign, begins; the size need not be a power of two. */
export const homeOf = (hash: number, size: number): number => (hash * (size / 4294967296)) | 0;

/** Whether a search that begins at `home` comes to `at` without passing the gap. */
export const isReached = (home: number, gap: number, at: number): boolean =>
  gap < at ? gap < home && home <= at : gap < home || home <= at;

/** Spreads 32 bits so that each depends on all: the end of MurmurHash3 (public domain). */
export function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
