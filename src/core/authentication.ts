import { hash } from "node:crypto";
import type { Id } from "../model.ts";
import type { Bearer, StoredApiKey } from "../storage/store.ts";
import { isOfPlatform, type Principal } from "./access.ts";
import type { CoreParts } from "./context.ts";
import { credentialExpired, credentialRevoked, credentialWrong, userInactive } from "./errors.ts";
import { publicIdOf } from "./key-format.ts";

/** Who an API key belongs to, as of now. Throws when the key is not ours, revoked, expired, or its user is gone. */
export async function authenticateKey(
  parts: CoreParts,
  key: string,
  patience: Patience = {},
): Promise<Principal> {
  const look = looksUp(parts, patience);
  const stored = await look(nameOfKey(key), () => findKey(parts, key));
  if (stored === undefined) throw credentialWrong();
  return keyPrincipal(parts, stored);
}

/** The same from memory, also while the database is away; undefined where it must be asked first. */
export function recallKey(parts: CoreParts, key: string): Principal | undefined {
  const stored = parts.credentials.recallThroughOutage<KnownKey>(nameOfKey(key));
  return stored && keyPrincipal(parts, stored);
}

type KnownKey = StoredApiKey & { readonly bearer: Bearer };

const nameOfKey = (key: string): string => `key ${hash("sha256", key)}`;

function keyPrincipal({ now }: CoreParts, stored: KnownKey): Principal {
  if (stored.revokedAt !== null) throw credentialRevoked();
  if (stored.expiresAt !== null && stored.expiresAt <= now()) throw credentialExpired();
  return toPrincipal(stored.bearer, stored.id);
}

async function findKey({ store, secrets }: CoreParts, key: string) {
  const stored = await store.platform.findApiKey(publicIdOf(key));
  return stored !== undefined && secrets.matches("api-key", key, stored.hash) ? stored : undefined;
}

/** The user a verified token names, as he is now. Throws when he is gone or was never ours. */
export async function authenticateUser(
  parts: CoreParts,
  userId: Id,
  patience: Patience = {},
): Promise<Principal> {
  const credentialId = tokenIdOf(userId);
  const look = looksUp(parts, patience);
  const bearer = await look(credentialId, () => parts.store.platform.findBearer(userId));
  if (bearer === undefined) throw credentialWrong();
  return toPrincipal(bearer, credentialId);
}

/** The same from memory, also while the database is away; undefined where it must be asked first. */
export function recallUser({ credentials }: CoreParts, userId: Id): Principal | undefined {
  const credentialId = tokenIdOf(userId);
  const bearer = credentials.recallThroughOutage<Bearer>(credentialId);
  return bearer && toPrincipal(bearer, credentialId);
}

const tokenIdOf = (userId: Id): string => `jwt:${userId}`;

export interface Patience {
  /** While the database is away, what it said last of the credential will do. */
  readonly outlastsDatabase?: boolean | undefined;
}

type Look = <T extends object>(name: string, load: () => Promise<T | undefined>) => Promise<T | undefined>;

const looksUp =
  ({ credentials }: CoreParts, { outlastsDatabase }: Patience): Look =>
  (name, load) =>
    outlastsDatabase ? credentials.getThroughOutage(name, load) : credentials.get(name, load);

function toPrincipal(bearer: Bearer, credentialId: string): Principal {
  if (bearer.status !== "active") throw userInactive();
  const { userId, role } = bearer;
  if (isOfPlatform(role))
    return { userId, role, credentialId, organizationId: null, isOrganizationSuspended: false };
  return {
    userId,
    role,
    credentialId,
    organizationId: bearer.organizationId,
    isOrganizationSuspended: bearer.organizationStatus !== "active",
  };
}
