import type {
  ApiKey,
  ApiKeyId,
  ApiKeyWithUse,
  Page,
  PageRequest,
  SuperadminKeyScope,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface ApiKeyFilter {
  readonly userId?: UserId | undefined;
}

export interface ApiKeyReader {
  /** Ordered by serial, without revoked keys. */
  list(filter: ApiKeyFilter, page: PageRequest): Promise<Page<ApiKeyWithUse>>;
  /** Undefined for a revoked key. */
  find(id: ApiKeyId): Promise<ApiKey | undefined>;
}

export interface ApiKeyWriter extends ApiKeyReader {
  create(key: NewApiKey): Promise<ApiKey | Taken<"publicId">>;
  /** Returns the revoked key. The transaction fails when it is revoked already. */
  revoke(before: ApiKey, at: Timestamp): Promise<ApiKey>;
  /** Replaces the public id of a key in any state; does nothing when another key has it. */
  setPublicId(id: ApiKeyId, publicId: string): Promise<void>;
  /** The keys of service users that the user created and that are not revoked, by serial. */
  createdForServices(userId: UserId): Promise<readonly ApiKeyWithUse[]>;
  /** Sets when the key expires, and returns it. The transaction fails when it is revoked. */
  expire(before: ApiKey, expiresAt: Timestamp): Promise<ApiKey>;
  /** Replaces the names of all keys of a user by a placeholder. */
  eraseNames(userId: UserId): Promise<void>;
  /** The user's keys that are not revoked. */
  ofUser(userId: UserId): Promise<readonly ApiKey[]>;
}

export interface NewApiKey {
  readonly id: ApiKeyId;
  readonly userId: UserId;
  readonly name: string;
  readonly publicId: string;
  readonly hash: string;
  readonly createdBy: UserId;
  readonly scopes: readonly SuperadminKeyScope[];
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp | null;
}
