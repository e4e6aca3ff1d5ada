import { mix } from "./open-addressing.ts";

const two32 = 4294967296;

/** Hashes a line key at a provider, which is a small number. Mixed twice: with once, evenly spaced lines collide. */
export const hashOfKey = (key: number, provider: number): number =>
  mix((key >>> 0) ^ Math.imul(((key / two32) | 0) * 32 + provider + 1, 0x9e3779b1));

/** Hashes the text of a line without a key. */
export function hashOfText(text: string, provider: number): number {
  let hash = provider + 1;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash, 31) + text.charCodeAt(index);
  return mix(hash);
}
