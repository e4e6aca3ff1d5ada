import type { UserId } from "../../model.ts";

/** `issuedAt` is in seconds, `at` in milliseconds. A token of the same second counts as issued before. */
export const isIssuedAfter = (issuedAt: number | undefined, at: number): boolean =>
  issuedAt !== undefined && Math.floor(issuedAt) > Math.floor(at / 1000);

export const tokenCredentialId = (userId: UserId): string => `jwt:${userId}`;

export const isTokenCredential = (credentialId: string): boolean => credentialId.startsWith("jwt:");
