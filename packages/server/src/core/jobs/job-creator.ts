import type { ApiKeyId, Job, JobCreator } from "../../model.ts";
import type { CredentialUser } from "../../storage/store.ts";
import type { Principal } from "../auth/access.ts";
import { toPrincipal } from "../auth/authentication.ts";
import { isTokenCredential } from "../auth/token-instant.ts";
import { credentialUserOf } from "../auth/tokens.ts";
import type { Context, CoreServices } from "../kernel/context.ts";
import { credentialRevoked } from "../kernel/errors.ts";

/** The caller, for whom a job acts. */
export const creatorOf = ({ principal, call }: Context): JobCreator => ({
  userId: principal.userId,
  credentialId: principal.credentialId,
  keyId: keyIdOf(principal),
  ...(principal.scopes !== undefined && { scopes: principal.scopes }),
  dialect: call.dialect,
  requestId: call.requestId,
  ...(call.door !== undefined && { door: call.door }),
});

/** The API key that the caller was authenticated with, also that of a session. */
const keyIdOf = ({ session, credentialId }: Principal): ApiKeyId | null => {
  if (session !== undefined) return session.keyId;
  return isTokenCredential(credentialId) ? null : (credentialId as ApiKeyId);
};

/**
 * The creator of a job as they are now. A job may outlive its credential, which expires, but not its withdrawal: throws
 * when the API key was revoked since, the user of a token or a session was signed out, or the user is not active.
 */
export async function principalOfCreator(
  services: CoreServices,
  { userId, credentialId, keyId, scopes }: JobCreator,
  { createdAt }: Pick<Job, "createdAt">,
): Promise<Principal> {
  const user = await credentialUserOf(services, userId);
  const principal = { ...toPrincipal(user, credentialId), scopes };
  if (keyId) await requireNotRevoked(services, user, keyId);
  // A sign-out revokes everything but API keys.
  const isSignedOut = credentialId !== keyId && (user.signedOutAt ?? 0) > createdAt;
  if (isSignedOut) throw credentialRevoked();
  return principal;
}

async function requireNotRevoked(
  { store, credentials }: CoreServices,
  user: CredentialUser,
  keyId: ApiKeyId,
): Promise<void> {
  const load = () => store.read(user.organizationId).apiKeys.find(keyId);
  const key = await credentials.get(`api key ${keyId}`, load, ({ id }) => [id]);
  if (key === undefined) throw credentialRevoked();
}
