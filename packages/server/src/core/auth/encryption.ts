import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;
const version = "v1";

/**
 * Names the place of an encrypted value: table, column, and the record's key. It is authenticated with the value, so that
 * a value copied to another record cannot be decrypted there.
 */
export type ValuePlace = readonly string[];

/** A 32-byte key from which the key of the cipher and the public id of the key are derived. */
class EncryptionKey {
  /** 16 hexadecimal characters; does not reveal the key. */
  readonly id: string;
  readonly #bytes: Buffer;

  constructor(key: string) {
    const secret = Buffer.from(key, "hex");
    if (secret.length !== 32) throw new Error("The encryption key must be 32 bytes.");
    this.#bytes = derive(secret, "whoseline encryption key", 32);
    this.id = derive(secret, "whoseline key id", 8).toString("hex");
  }

  encrypt(place: ValuePlace, text: string): string {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv(algorithm, this.#bytes, nonce, { authTagLength: tagLength });
    cipher.setAAD(additionalData(this.id, place));
    const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `${version}.${this.id}.${sealed.toString("base64url")}`;
  }

  decrypt(place: ValuePlace, sealed: Buffer): string {
    const nonce = sealed.subarray(0, nonceLength);
    const decipher = createDecipheriv(algorithm, this.#bytes, nonce, { authTagLength: tagLength });
    decipher.setAAD(additionalData(this.id, place));
    decipher.setAuthTag(sealed.subarray(-tagLength));
    const text = decipher.update(sealed.subarray(nonceLength, -tagLength));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  }
}

const derive = (secret: Buffer, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", purpose, length));

const additionalData = (keyId: string, place: ValuePlace): Buffer =>
  Buffer.from(JSON.stringify([version, keyId, ...place]));

/**
 * Encrypts values for storage with AES-256-GCM. A stored value is `v1.<key id>.<base64url of nonce, ciphertext and tag>`.
 * Nonces are random, which is safe for 2^32 values with one key.
 */
export class Encryption {
  readonly #current: EncryptionKey;
  readonly #keys: ReadonlyMap<string, EncryptionKey>;

  /** `key` encrypts and decrypts; `decryptionKey` only decrypts. Each is 32 bytes in hexadecimal. */
  constructor(key: string, decryptionKey?: string) {
    this.#current = new EncryptionKey(key);
    const keys = [this.#current, ...(decryptionKey === undefined ? [] : [new EncryptionKey(decryptionKey)])];
    this.#keys = new Map(keys.map((one) => [one.id, one]));
  }

  /** The id of the key that encrypts. */
  get keyId(): string {
    return this.#current.id;
  }

  encrypt(place: ValuePlace, text: string): string {
    return this.#current.encrypt(place, text);
  }

  /** Throws when the value's key is not known, and when the value was changed or belongs to another place. */
  decrypt(place: ValuePlace, stored: string): string {
    const [, keyId, text] = partsOf(stored);
    const key = this.#keys.get(keyId);
    if (key === undefined)
      throw new Error(`The value was encrypted with the key ${keyId}, which is not set.`);
    try {
      return key.decrypt(place, Buffer.from(text, "base64url"));
    } catch (cause) {
      throw new Error(`The encrypted value of ${place.join(" ")} was changed or moved.`, { cause });
    }
  }
}

/** The id of the key that encrypted a stored value. */
export const keyIdOf = (stored: string): string => partsOf(stored)[1];

function partsOf(stored: string): [string, string, string] {
  const parts = stored.split(".");
  if (parts.length !== 3 || parts[0] !== version) throw new Error("The stored value is not encrypted.");
  return parts as [string, string, string];
}
