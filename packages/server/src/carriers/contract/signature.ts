import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The HMAC of a text, in base64. */
export const hmac = (hash: "sha1" | "sha256", key: string, text: string): string =>
  createHmac(hash, key).update(text).digest("base64");

/** Compares in constant time; of a difference in length, only the length of `received` can be measured. */
export function isSameSignature(received: string, expected: string): boolean {
  const [one, other] = [Buffer.from(received), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Compares secrets, whose length must not be measurable either. */
export const isSameSecret = (received: string, expected: string): boolean =>
  timingSafeEqual(digest(received), digest(expected));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
