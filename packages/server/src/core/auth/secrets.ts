import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** What a hash is for, so that one can never stand for another. */
type Purpose = "api-key" | "cursor" | "plan";

/** The keyed hashes of one installation; the key never leaves this object. */
export class Secrets {
  /** Made once: Node takes five times as long for a hash when it must make the key of bytes each time. */
  readonly #pepper: KeyObject;

  /** `pepper` is 32 bytes in hexadecimal. */
  constructor(pepper: string) {
    const bytes = Buffer.from(pepper, "hex");
    if (bytes.length !== 32) throw new Error("the pepper must be 32 bytes");
    this.#pepper = createSecretKey(bytes);
  }

  /** 64 hexadecimal characters; `purpose` keeps the hashes of different things apart. */
  hash(purpose: Purpose, text: string): string {
    return createHmac("sha256", this.#pepper).update(`${purpose}\0${text}`).digest("hex");
  }

  /** In constant time. */
  matches(purpose: Purpose, text: string, hash: string): boolean {
    const expected = Buffer.from(this.hash(purpose, text));
    const given = Buffer.from(hash);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
