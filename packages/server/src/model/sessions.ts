import type { ApiKeyId, SessionId, SuperadminKeyScope, Timestamp, UserId } from "../model.ts";

/** What a session was exchanged for. `link` is the one-time link of the first start. */
export const sessionMethods = ["apiKey", "token", "invitation", "link", "identityProvider"] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** A person who is signed in to the console. */
export interface Session {
  readonly id: SessionId;
  readonly serial: number;
  readonly userId: UserId;
  /** The part of the secret that logs may show. */
  readonly publicId: string;
  readonly method: SessionMethod;
  /** The key that it was exchanged for, with which it ends. */
  readonly keyId: ApiKeyId | null;
  /** Those of the key. */
  readonly scopes: readonly SuperadminKeyScope[];
  readonly createdAt: Timestamp;
  /** The latest end. It ends earlier when it is not used. */
  readonly expiresAt: Timestamp;
  readonly endedAt: Timestamp | null;
}

/** A session with its last use, which no event records. */
export interface SessionWithUse extends Session {
  /** At most a minute old. */
  readonly lastUsedAt: Timestamp;
}
