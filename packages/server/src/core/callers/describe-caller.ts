import type { ApiKey, ApiKeyId, Organization, User } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import type { Principal, SessionDetails, TokenDetails } from "../auth/access.ts";
import { organizationsOf } from "../auth/key-scopes.ts";
import type { Context } from "../kernel/context.ts";
import { credentialRevoked, credentialUserInactive } from "../kernel/errors.ts";
import type { QuotaLimits } from "../kernel/quotas.ts";

/** Who a caller is and what limits them. */
export interface CallerDetails {
  readonly user: User;
  /** The user's, or the only one that the key's scopes name; null for other callers of the platform. */
  readonly organization: Organization | null;
  /** Also of a session; null for a caller with a JWT. */
  readonly key: ApiKey | null;
  /** Null for a credential in a header. */
  readonly session: SessionDetails | null;
  /** Null for a caller with an API key. */
  readonly token: TokenDetails | null;
  /** Of the organization; null without one. */
  readonly quotas: QuotaLimits | null;
}

/** Describes the caller. Throws when the user or the key was removed meanwhile. */
export async function describeCaller(context: Context): Promise<CallerDetails> {
  context.require("self:read");
  const { principal, services } = context;
  const keyId = keyIdOf(principal);
  const reads = services.store.read(principal.organizationId ?? platformId);
  const [user, key, organization] = await Promise.all([
    reads.users.find({ id: principal.userId }),
    keyId === null ? null : reads.apiKeys.find(keyId),
    organizationOf(context),
  ]);
  if (user === undefined) throw credentialUserInactive();
  if (key === undefined) throw credentialRevoked();
  const quotas = organization === null ? null : services.quotas.limits;
  return {
    user,
    organization,
    key,
    token: principal.token ?? null,
    quotas,
    session: principal.session ?? null,
  };
}

function keyIdOf({ session, token, credentialId }: Principal): ApiKeyId | null {
  if (session !== undefined) return session.keyId;
  return token === undefined ? (credentialId as ApiKeyId) : null;
}

async function organizationOf({ principal, services }: Context): Promise<Organization | null> {
  const [only, ...others] = organizationsOf(principal.scopes ?? []) ?? [];
  const id = principal.organizationId ?? (others.length === 0 ? only : undefined);
  return id === undefined ? null : ((await services.store.read(id).organization.get()) ?? null);
}
