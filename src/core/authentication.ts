import type { Id } from "../model.ts";
import type { Bearer } from "../storage/store.ts";
import type { Principal } from "./access.ts";
import type { CoreParts } from "./context.ts";
import { credentialExpired, credentialRevoked, credentialWrong, userInactive } from "./errors.ts";
import { publicIdOf } from "./key-format.ts";

/** Who an API key belongs to, as of now. Throws when the key is not ours, revoked, expired, or its user is gone. */
export async function authenticateKey({ store, secrets, now }: CoreParts, key: string): Promise<Principal> {
  const stored = await store.platform.findApiKey(publicIdOf(key));
  if (stored === undefined || !secrets.matches("api-key", key, stored.hash)) throw credentialWrong();
  if (stored.revokedAt !== null) throw credentialRevoked();
  if (stored.expiresAt !== null && stored.expiresAt <= now()) throw credentialExpired();
  return toPrincipal(stored.bearer, stored.id);
}

/** The user a verified token names, as he is now. Throws when he is gone or was never ours. */
export async function authenticateUser({ store }: CoreParts, userId: Id): Promise<Principal> {
  const bearer = await store.platform.findBearer(userId);
  if (bearer === undefined) throw credentialWrong();
  return toPrincipal(bearer, `jwt:${bearer.userId}`);
}

function toPrincipal(bearer: Bearer, credentialId: string): Principal {
  if (bearer.status !== "active") throw userInactive();
  const { userId, role } = bearer;
  if (role === "superadmin")
    return { userId, role, credentialId, organizationId: null, isOrganizationSuspended: false };
  return {
    userId,
    role,
    credentialId,
    organizationId: bearer.organizationId,
    isOrganizationSuspended: bearer.organizationStatus !== "active",
  };
}
