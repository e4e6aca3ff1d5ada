/** A pseudorandom generator with a seed: mulberry32. */
export interface Random {
  /** 0 ≤ n < 1. */
  fraction(): number;
  /** An integer, 0 ≤ n < `end`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed | 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(fraction() * end);
  return { fraction, below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}
