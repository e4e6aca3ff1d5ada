import { hash } from "node:crypto";
import type { Id } from "../../model.ts";
import type { CredentialUser, StoredApiKey } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import {
  credentialExpired,
  credentialRevoked,
  credentialUserInactive,
  invalidCredential,
} from "../kernel/errors.ts";
import { isOfPlatform, type Principal } from "./access.ts";
import { publicIdOf } from "./key-format.ts";

/** Who an API key belongs to, as of now. Throws when the key is not ours, revoked, expired, or its user is gone. */
export async function authenticateKey(
  services: CoreServices,
  key: string,
  patience: StaleOptions = {},
): Promise<Principal> {
  const look = createLookup(services, patience);
  const stored = await look(nameOfKey(key), () => findKey(services, key));
  if (stored === undefined) throw invalidCredential();
  return keyPrincipal(services, stored);
}

/** The same from memory, also while the database is away; undefined where it must be asked first. */
export function authenticateKeyFromCache(services: CoreServices, key: string): Principal | undefined {
  const stored = services.credentials.getFromCache<CachedKey>(nameOfKey(key));
  return stored && keyPrincipal(services, stored);
}

type CachedKey = StoredApiKey & { readonly user: CredentialUser };

const nameOfKey = (key: string): string => `key ${hash("sha256", key)}`;

function keyPrincipal({ now }: CoreServices, stored: CachedKey): Principal {
  if (stored.revokedAt !== null) throw credentialRevoked();
  if (stored.expiresAt !== null && stored.expiresAt <= now()) throw credentialExpired();
  return toPrincipal(stored.user, stored.id);
}

async function findKey({ store, secrets }: CoreServices, key: string) {
  const stored = await store.platform.findApiKey(publicIdOf(key));
  return stored !== undefined && secrets.matches("api-key", key, stored.hash) ? stored : undefined;
}

/** The user a verified token names, as he is now. Throws when he is gone or was never ours. */
export async function principalOfUser(
  services: CoreServices,
  userId: Id,
  patience: StaleOptions = {},
): Promise<Principal> {
  const credentialId = tokenIdOf(userId);
  const look = createLookup(services, patience);
  const user = await look(credentialId, () => services.store.platform.findCredentialUser(userId));
  if (user === undefined) throw invalidCredential();
  return toPrincipal(user, credentialId);
}

/** The same from memory, also while the database is away; undefined where it must be asked first. */
export function principalOfUserFromCache({ credentials }: CoreServices, userId: Id): Principal | undefined {
  const credentialId = tokenIdOf(userId);
  const user = credentials.getFromCache<CredentialUser>(credentialId);
  return user && toPrincipal(user, credentialId);
}

const tokenIdOf = (userId: Id): string => `jwt:${userId}`;

export interface StaleOptions {
  /** While the database is away, what it said last of the credential will do. */
  readonly serveStale?: boolean | undefined;
}

type Lookup = <T extends object>(name: string, load: () => Promise<T | undefined>) => Promise<T | undefined>;

const createLookup =
  ({ credentials }: CoreServices, { serveStale }: StaleOptions): Lookup =>
  (name, load) =>
    serveStale ? credentials.getOrServeStale(name, load) : credentials.get(name, load);

function toPrincipal(user: CredentialUser, credentialId: string): Principal {
  if (user.status !== "active") throw credentialUserInactive();
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
