import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { generateKey, publicPartOf } from "../../src/core/auth/key-format.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base62 = (text: string): number =>
  [...text].reduce((sum, digit) => sum * digits.length + digits.indexOf(digit), 0);

test("a key ends with the CRC-32 of the rest in base 62, so that scanners can tell it from random text", () => {
  for (let count = 0; count < 200; count++) {
    const key = generateKey();
    expect(key).toMatch(/^wl_[0-9A-Za-z]{50}$/);
    expect(base62(key.slice(-6))).toBe(crc32(key.slice(0, -6)));
    expect(publicPartOf(key)).toBe(key.slice(3, 15));
  }
});
