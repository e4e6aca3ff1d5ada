import type { OrganizationId, Timestamp } from "../../model.ts";

/** The stored response of one request with an idempotency key. */
export interface IdempotencyRecord {
  readonly fingerprint: string;
  readonly outcome: string;
}

export interface CredentialReference {
  /** The credential's own organization, or the platform; it can differ from the organization written to. */
  readonly organizationId: OrganizationId;
  readonly credentialId: string;
}

export interface IdempotencyClaim {
  readonly fingerprint: string;
  readonly createdAt: Timestamp;
  /** Records created before this time are expired and are deleted. */
  readonly since: Timestamp;
  /** Deletes an existing record instead of returning it. */
  readonly replaces: boolean;
}

export interface IdempotencyWriter {
  /**
   * Claims the key for this request and returns undefined, or returns the record of the request that claimed it
   * before. Waits for a concurrent transaction that is claiming the same key.
   */
  claim(
    of: CredentialReference,
    key: string,
    claim: IdempotencyClaim,
  ): Promise<IdempotencyRecord | undefined>;
  /** Stores the response of the request that claimed the key. */
  settle(of: CredentialReference, key: string, outcome: string): Promise<void>;
}
