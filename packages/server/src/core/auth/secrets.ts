import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { publicLength, publicPartOf } from "./key-format.ts";

/** Keeps the hashes of different uses apart, so that one cannot be used for another. */
type Purpose = "api-key" | "invitation" | "session" | "api-key-id" | "cursor" | "plan" | "message";

/** The keyed hashes of one installation. The key does not leave this object. */
export class Secrets {
  /** A key object, because Node takes five times as long for a hash when the key is given as bytes. */
  readonly #pepper: KeyObject;

  /** `pepper` is 32 bytes in hexadecimal. */
  constructor(pepper: string) {
    const bytes = Buffer.from(pepper, "hex");
    if (bytes.length !== 32) throw new Error("The pepper must be 32 bytes.");
    this.#pepper = createSecretKey(bytes);
  }

  /** The id an API key is stored under: its public part, or a keyed hash if an operator chose it in another format. */
  publicIdOf(key: string): string {
    const keyed = () => Buffer.from(this.hash("api-key-id", key), "hex").toString("base64url");
    return publicPartOf(key) ?? keyed().slice(0, publicLength);
  }

  /** HMAC-SHA-256 in 64 hexadecimal characters. */
  hash(purpose: Purpose, text: string): string {
    return createHmac("sha256", this.#pepper).update(`${purpose}\0${text}`).digest("hex");
  }

  /** Compares in constant time. */
  matches(purpose: Purpose, text: string, hash: string): boolean {
    return isEqual(this.hash(purpose, text), hash);
  }

  /** A shorter hash for values that a caller returns to this server: 128 bits in 32 hexadecimal characters. */
  mac(purpose: Purpose, text: string): string {
    return this.hash(purpose, text).slice(0, 32);
  }

  /** Compares in constant time. */
  matchesMac(purpose: Purpose, text: string, mac: string): boolean {
    return isEqual(this.mac(purpose, text), mac);
  }
}

/** Compares in constant time; the length is no secret. */
export function isEqual(expectedText: string, actualText: string): boolean {
  const [expected, actual] = [Buffer.from(expectedText), Buffer.from(actualText)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
