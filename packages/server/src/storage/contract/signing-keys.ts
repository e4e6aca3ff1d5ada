import type { Timestamp } from "../../model.ts";

/** An Ed25519 key of the installation. The one with the highest serial signs; the others only verify. */
export interface StoredSigningKey {
  /** 1, 2, 3 … */
  readonly serial: number;
  /** The RFC 7638 thumbprint of the public key. */
  readonly id: string;
  /** Base64url, as in the member `x` of a JWK. */
  readonly publicKey: string;
  /** Encrypted. */
  readonly privateKey: string;
  readonly createdAt: Timestamp;
}

export interface SigningKeyReader {
  /** Ordered by serial. */
  list(): Promise<readonly StoredSigningKey[]>;
}

export interface SigningKeyWriter extends SigningKeyReader {
  add(key: StoredSigningKey): Promise<void>;
}
