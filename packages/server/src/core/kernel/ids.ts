import { randomFillSync } from "node:crypto";
import type { Id } from "../../model.ts";

/** Creates an id of the noun that the caller expects. */
export type CreateId = <Noun extends Id = Id>() => Noun;

export const idLength = 24;

const counterMax = 2 ** 48 - 1;

/**
 * Creates ids of 24 hexadecimal characters: 12 of the time in milliseconds, 12 of a counter with a random start. The
 * ids of one process increase in the order of their creation, even when the clock is set back.
 */
export function createIdGenerator(now: () => number): CreateId {
  let time = 0;
  let counter = 0;
  return <Noun extends Id = Id>() => {
    const current = now();
    if (current > time || counter === counterMax) {
      time = Math.max(current, time + 1);
      counter = random48Bits();
    } else counter += 1;
    return (hex(time) + hex(counter)) as Noun;
  };
}

/** Random bytes for many ids: each call to the system's generator costs as much as a statement. */
const randomPool = Buffer.alloc(6 * 256);
let randomPoolUsed = randomPool.length;

function random48Bits(): number {
  if (randomPoolUsed === randomPool.length) {
    randomFillSync(randomPool);
    randomPoolUsed = 0;
  }
  randomPoolUsed += 6;
  return randomPool.readUIntBE(randomPoolUsed - 6, 6);
}

const hex = (value: number): string => value.toString(16).padStart(12, "0");

/**
 * Returns the id in its canonical lower case, as an id of the noun that the caller expects; undefined when the text
 * is not an id.
 */
export function parseId<Noun extends Id = Id>(text: string): Noun | undefined {
  return /^[0-9a-fA-F]{24}$/.test(text) ? (text.toLowerCase() as Noun) : undefined;
}
