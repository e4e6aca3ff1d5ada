import { randomFillSync } from "node:crypto";
import type { Id } from "../../model.ts";

export type CreateId = () => Id;

const tailMax = 2 ** 48 - 1;

/**
 * Makes ids of 24 hexadecimal characters: twelve of milliseconds, twelve of chance. Those of one process are
 * in the order they were made, even when the clock is set back.
 */
export function createIdGenerator(now: () => number): CreateId {
  let moment = 0;
  let tail = 0;
  return () => {
    const current = now();
    if (current > moment || tail === tailMax) {
      moment = Math.max(current, moment + 1);
      tail = random48Bits();
    } else tail += 1;
    return hex(moment) + hex(tail);
  };
}

/** Chance for many ids at once: asking for it costs as much as a statement. */
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

/** An id in its one spelling; undefined when it is none. */
export function parseId(text: string): Id | undefined {
  return /^[0-9a-fA-F]{24}$/.test(text) ? text.toLowerCase() : undefined;
}
