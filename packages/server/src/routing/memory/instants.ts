import type { Timestamp } from "../../model.ts";

// Instants in two 32-bit words of a record. The upper 11 bits of the second one are not used by the instant.

const two32 = 4294967296;
const highMask = 0x1f_ffff;

export const lowOf = (at: Timestamp): number => at >>> 0;
export const highOf = (at: Timestamp): number => Math.floor(at / two32) & highMask;
export const instantOf = (low: number, high: number): Timestamp => (high & highMask) * two32 + low;
