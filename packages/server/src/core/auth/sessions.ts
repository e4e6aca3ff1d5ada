import { hash } from "node:crypto";
import type { CredentialUser, StoredSession } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { invalidCredential, sessionEnded } from "../kernel/errors.ts";
import type { Principal } from "./access.ts";
import { createLookup, type StaleOptions, toPrincipal } from "./authentication.ts";
import { isSessionSecret } from "./key-format.ts";
import { findSession } from "./link.ts";

/** After how long without a request a session ends, and at the latest, in milliseconds. */
export const sessionIdleMs = 30 * 60_000;
export const sessionLifetimeMs = 12 * 60 * 60_000;

export interface SessionOptions extends StaleOptions {
  /** False for a check that no person caused: it does not keep the session from ending. Default: true. */
  readonly isUse?: boolean | undefined;
}

type CachedSession = StoredSession & { readonly user: CredentialUser };

/** The principal of a session. Throws when it is unknown or has ended, or its user is not active. */
export async function authenticateSession(
  services: CoreServices,
  secret: string,
  options: SessionOptions = {},
): Promise<Principal> {
  if (!isSessionSecret(secret)) throw invalidCredential();
  const lookUp = createLookup(services, options);
  const name = `session ${hash("sha256", secret)}`;
  const stored = await lookUp(name, () => findSession(services, secret, "session"), recordIdsOf);
  if (stored === undefined) throw invalidCredential();
  return sessionPrincipal(services, stored, options.isUse ?? true);
}

const recordIdsOf = ({ id, key, user }: CachedSession): readonly string[] => [
  id,
  user.userId,
  user.organizationId,
  ...(key === null ? [] : [key.id]),
];

function sessionPrincipal(services: CoreServices, stored: CachedSession, isUse: boolean): Principal {
  const { sessionUses, now } = services;
  const { id, user, scopes, key, expiresAt } = stored;
  const at = now();
  requireNotEnded(stored, { at, lastUsedAt: sessionUses.lastUseOf(id) ?? stored.lastUsedAt });
  const principal = toPrincipal(user, id);
  if (isUse) sessionUses.record({ organizationId: user.organizationId, sessionId: id, at });
  const session = { id, keyId: key?.id ?? null, expiresAt };
  return { ...principal, session, ...(scopes.length > 0 && { scopes }) };
}

/** Checks the key and the sign-out too: a key can expire without a change to the row. */
function requireNotEnded(
  { endedAt, expiresAt, createdAt, key, user }: CachedSession,
  { at, lastUsedAt }: { readonly at: number; readonly lastUsedAt: number },
): void {
  const isKeyValid = key === null || (key.revokedAt === null && (key.expiresAt ?? at + 1) > at);
  const isSignedOut = user.signedOutAt !== null && user.signedOutAt > createdAt;
  const isOpen = endedAt === null && at < expiresAt && at < lastUsedAt + sessionIdleMs;
  if (!isOpen || !isKeyValid || isSignedOut) throw sessionEnded();
}
