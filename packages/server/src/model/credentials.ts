import type { ApiKeyId, DialectName, InvitationId, Timestamp, UserId } from "../model.ts";

/** `readOnly` permits reads only; `dialect:…` permits one API only. */
export const apiKeyScopes = [
  "readOnly",
  "dialect:native",
  "dialect:tether",
  "dialect:telnyx",
  "dialect:ippanel",
] as const satisfies readonly ("readOnly" | `dialect:${DialectName}`)[];
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/**
 * The scopes of superadmin keys: `inventory` permits adding and reading numbers only; `organization:` and an id permits
 * requests to that organization only, or to one of several.
 */
export type SuperadminKeyScope = ApiKeyScope | "inventory" | `organization:${string}`;

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly serial: number;
  readonly userId: UserId;
  readonly name: string;
  readonly publicId: string;
  /** Null for a key of a release that did not store it. */
  readonly createdBy: UserId | null;
  /** Limits of the key; without any, it permits everything that its user may do. */
  readonly scopes: readonly SuperadminKeyScope[];
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}

/** A key with its last use, which no event records. */
export interface ApiKeyWithUse extends ApiKey {
  /** At most a minute old; null for a key that was not used since this is recorded. */
  readonly lastUsedAt: Timestamp | null;
}

/** Lets a person without a credential make their first API key, once. */
export interface Invitation {
  readonly id: InvitationId;
  readonly serial: number;
  /** The invited person. */
  readonly userId: UserId;
  readonly publicId: string;
  readonly createdBy: UserId;
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp;
  readonly redeemedAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}
