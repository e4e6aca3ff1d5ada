import { hash } from "node:crypto";
import type { ApiKeyId } from "../../model.ts";
import { type CredentialUser, platformId, type Store, type StoredApiKey } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import {
  credentialExpired,
  credentialRevoked,
  credentialUserInactive,
  invalidCredential,
} from "../kernel/errors.ts";
import { isReadOnlyStorage, isStorageFailure } from "../kernel/storage-failure.ts";
import { isOfPlatform, type Principal } from "./access.ts";
import { authenticateInvitation } from "./invitation.ts";
import { isInvitation, isLinkSecret, publicPartOf, unkeyedIdOf } from "./key-format.ts";
import { authenticateLink } from "./link.ts";

/**
 * The principal of an API key, an invitation or a one-time link. Throws when it is unknown, revoked or expired, or its user
 * is not active.
 */
export async function authenticateKey(
  services: CoreServices,
  key: string,
  options: StaleOptions = {},
): Promise<Principal> {
  if (isInvitation(key)) return authenticateInvitation(services, key);
  if (isLinkSecret(key)) return authenticateLink(services, key);
  const lookUp = createLookup(services, options);
  const stored = await lookUp(cacheKeyOf(key), () => findKey(services, key), recordIdsOfKey);
  if (stored === undefined) throw invalidCredential();
  return keyPrincipal(services, stored);
}

/**
 * Like `authenticateKey`, from the cache only and any number of times; undefined when the database must be queried. The
 * result does not hold the key.
 */
export function prepareKeySignIn(
  services: CoreServices,
  key: string,
): (options: StaleOptions) => Principal | undefined {
  const cacheKey = cacheKeyOf(key);
  return (options) => {
    const stored = services.credentials.getFromCache<CachedKey>(cacheKey, options);
    return stored && keyPrincipal(services, stored);
  };
}

/** For how long `authenticateKeyFromCache` knows the key, if nothing changes it, in milliseconds. */
export function keyUsableForMs({ credentials, now }: CoreServices, key: string): number {
  const cacheKey = cacheKeyOf(key);
  const stored = credentials.getFromCache<CachedKey>(cacheKey, { serveStale: true });
  return Math.min(credentials.usableForMs(cacheKey), msUntil(stored?.expiresAt ?? null, now()));
}

/** Until a credential expires; null for one that does not. */
export const msUntil = (expiresAt: number | null, at: number): number =>
  expiresAt === null ? Number.POSITIVE_INFINITY : Math.max(0, expiresAt - at);

type CachedKey = StoredApiKey & { readonly user: CredentialUser };

export const recordIdsOfUser = (user: CredentialUser): readonly string[] => [
  user.userId,
  user.organizationId,
];
const recordIdsOfKey = (key: CachedKey): readonly string[] => [key.id, ...recordIdsOfUser(key.user)];

const cacheKeyOf = (key: string): string => `key ${hash("sha256", key)}`;

function keyPrincipal({ now, keyUses }: CoreServices, stored: CachedKey): Principal {
  const at = now();
  if (stored.revokedAt !== null) throw credentialRevoked();
  if (stored.expiresAt !== null && stored.expiresAt <= at) throw credentialExpired();
  const principal = toPrincipal(stored.user, stored.id);
  keyUses.record({ organizationId: stored.user.organizationId, keyId: stored.id, at });
  return stored.scopes.length === 0 ? principal : { ...principal, scopes: stored.scopes };
}

async function findKey(services: CoreServices, key: string) {
  const { store, secrets } = services;
  const stored = await store.platform.findApiKey(secrets.publicIdOf(key));
  const found = stored !== undefined && secrets.matches("api-key", key, stored.hash) ? stored : undefined;
  // An earlier version that starts with the same key revokes this one and stores it again.
  return found?.revokedAt === null ? found : ((await findKeyByUnkeyedId(services, key)) ?? found);
}

/** Earlier versions stored keys that an operator chose under another id, which is replaced on first use. */
async function findKeyByUnkeyedId({ store, secrets }: CoreServices, key: string) {
  if (publicPartOf(key) !== undefined) return undefined;
  const stored = await store.platform.findApiKey(unkeyedIdOf(key));
  if (stored === undefined || !secrets.matches("api-key", key, stored.hash)) return undefined;
  await replaceUnkeyedId(store, stored.id, secrets.publicIdOf(key));
  return stored;
}

/** The next use repeats a failed replacement. */
async function replaceUnkeyedId(store: Store, keyId: ApiKeyId, publicId: string): Promise<void> {
  try {
    await store.write(platformId, (tx) => tx.apiKeys.setPublicId(keyId, publicId));
  } catch (error) {
    if (!isStorageFailure(error) && !isReadOnlyStorage(error)) throw error;
  }
}

export interface StaleOptions {
  /** Serves the cached credential while the database is unavailable. */
  readonly serveStale?: boolean | undefined;
  /** With `serveStale`: loads an older cached credential again, in milliseconds. */
  readonly maxAgeMs?: number | undefined;
}

type Lookup = <T extends object>(
  name: string,
  load: () => Promise<T | undefined>,
  recordIdsOf: (value: T) => readonly string[],
) => Promise<T | undefined>;

export const createLookup =
  ({ credentials }: CoreServices, { serveStale, maxAgeMs }: StaleOptions): Lookup =>
  (name, load, recordIdsOf) =>
    serveStale
      ? credentials.getOrServeStale(name, load, recordIdsOf, maxAgeMs)
      : credentials.get(name, load, recordIdsOf);

export function toPrincipal(user: CredentialUser, credentialId: string): Principal {
  if (user.status !== "active" || user.organizationStatus === "deleted") throw credentialUserInactive();
  const { userId, role } = user;
  if (isOfPlatform(role))
    return { userId, role, credentialId, organizationId: null, isOrganizationSuspended: false };
  return {
    userId,
    role,
    credentialId,
    organizationId: user.organizationId,
    isOrganizationSuspended: user.organizationStatus !== "active",
  };
}
