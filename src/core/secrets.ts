import { createHmac, timingSafeEqual } from "node:crypto";

/** What a hash is for, so that one can never stand for another. */
type Purpose = "api-key" | "cursor" | "plan";

/** The keyed hashes of one installation; the key never leaves this object. */
export class Secrets {
  readonly #pepper: Buffer;

  /** `pepper` is 32 bytes in hexadecimal. */
  constructor(pepper: string) {
    this.#pepper = Buffer.from(pepper, "hex");
    if (this.#pepper.length !== 32) throw new Error("the pepper must be 32 bytes");
  }

  /** 64 hexadecimal characters; `purpose` keeps the hashes of different things apart. */
  hash(purpose: Purpose, text: string): string {
    return createHmac("sha256", this.#pepper).update(purpose).update("\0").update(text).digest("hex");
  }

  /** In constant time. */
  matches(purpose: Purpose, text: string, hash: string): boolean {
    const expected = Buffer.from(this.hash(purpose, text));
    const given = Buffer.from(hash);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
