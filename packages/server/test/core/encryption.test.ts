import { expect, test } from "vitest";
import { Encryption, keyIdOf } from "../../src/core/auth/encryption.ts";

const [first, second] = ["01".repeat(32), "02".repeat(32)];
const place = ["signing_keys", "private_key", "1"];

test("decrypts what it encrypted, and two encryptions of a text differ", () => {
  const encryption = new Encryption(first);
  const values = ["", "secret", "کلید ✓"].flatMap((text) => [text, text]);
  const stored = values.map((text) => encryption.encrypt(place, text));
  expect(stored.map((value) => encryption.decrypt(place, value))).toEqual(values);
  expect(new Set(stored).size).toBe(stored.length);
});

test("a stored value names its key and contains neither the key nor the text", () => {
  const encryption = new Encryption(first);
  const stored = encryption.encrypt(place, "the text");
  expect(stored).toMatch(/^v1\.[0-9a-f]{16}\.[\w-]+$/);
  expect(keyIdOf(stored)).toBe(encryption.keyId);
  expect(stored).not.toContain(Buffer.from("the text").toString("base64url"));
  expect(encryption.keyId).not.toBe(new Encryption(second).keyId);
});

test.each([
  ["of another record", ["signing_keys", "private_key", "2"]],
  ["of another column", ["signing_keys", "public_key", "1"]],
  ["of a longer place", [...place, "1"]],
])("rejects a value %s", (_, other) => {
  const encryption = new Encryption(first);
  const stored = encryption.encrypt(place, "secret");
  expect(() => encryption.decrypt(other, stored)).toThrow("was changed or moved");
});

test("rejects a value in which one bit was changed, or that is shorter", () => {
  const encryption = new Encryption(first);
  const [version, keyId, text = ""] = encryption.encrypt(place, "secret").split(".");
  const bytes = Buffer.from(text, "base64url");
  const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return copy;
  });
  for (const value of [...changed, bytes.subarray(0, -1), Buffer.alloc(0)])
    expect(() => encryption.decrypt(place, `${version}.${keyId}.${value.toString("base64url")}`)).toThrow(
      "was changed or moved",
    );
});

test("the decryption key decrypts older values and encrypts none", () => {
  const old = new Encryption(first).encrypt(place, "secret");
  const rotating = new Encryption(second, first);
  expect(rotating.decrypt(place, old)).toBe("secret");
  expect(keyIdOf(rotating.encrypt(place, "secret"))).toBe(new Encryption(second).keyId);
  expect(() => new Encryption(second).decrypt(place, old)).toThrow(
    `The value was encrypted with the key ${new Encryption(first).keyId}, which is not set.`,
  );
});

test.each(["", "secret", "v2.a.b", "v1.a.b.c"])("rejects %j as a stored value", (stored) => {
  expect(() => new Encryption(first).decrypt(place, stored)).toThrow("The stored value is not encrypted.");
});
