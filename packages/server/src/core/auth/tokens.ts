import type { UserId } from "../../model.ts";
import type { CredentialUser } from "../../storage/store.ts";
import type { Call, CoreServices } from "../kernel/context.ts";
import { credentialRevoked, invalidCredential } from "../kernel/errors.ts";
import type { Principal, TokenDetails } from "./access.ts";
import { createLookup, msUntil, recordIdsOfUser, type StaleOptions, toPrincipal } from "./authentication.ts";
import { type ClaimedIdentity, linkIdentity } from "./identities.ts";
import { isIssuedAfter, tokenCredentialId } from "./token-instant.ts";

/** What a verified token states: the user's id, or who they are at its issuer. */
export type TokenClaims = {
  /** In seconds since 1970-01-01 UTC; undefined for a token that does not state it. */
  readonly issuedAt: number | undefined;
  readonly details: TokenDetails;
} & ({ readonly userId: UserId } | { readonly identity: ClaimedIdentity });

export interface SignInOptions extends StaleOptions {
  /** The request, for the event of a first sign-in. */
  readonly call: Call;
}

/**
 * The principal of the user in a verified token. The first token of an identity links it to the user. Throws when there
 * is no such user, the user is not active, or the token was issued before the user was signed out.
 */
export async function principalOfToken(
  services: CoreServices,
  claims: TokenClaims,
  options: SignInOptions,
): Promise<Principal> {
  if ("userId" in claims) return tokenPrincipal(await tokenUser(services, claims.userId, options), claims);
  const { identity } = claims;
  const find = () => services.store.platform.findIdentityUser(identity);
  const findOrLink = async () => {
    const user = await find();
    if (user !== undefined) return user;
    await linkIdentity(services, claims, options.call);
    return find();
  };
  const user = await createLookup(services, options)(cacheNameOf(identity), findOrLink, recordIdsOfUser);
  return identityPrincipal(user, identity, claims);
}

/** Like `principalOfToken`, from the cache only; undefined when the database must be queried. */
export function principalOfTokenFromCache(
  { credentials }: CoreServices,
  claims: TokenClaims,
  options: StaleOptions,
): Principal | undefined {
  const user = credentials.getFromCache<CredentialUser>(cacheNameOfClaims(claims), options);
  if (user === undefined) return undefined;
  return "userId" in claims ? tokenPrincipal(user, claims) : identityPrincipal(user, claims.identity, claims);
}

/** For how long `principalOfTokenFromCache` knows the user, if nothing changes them, in milliseconds. */
export const tokenUsableForMs = ({ credentials, now }: CoreServices, claims: TokenClaims): number =>
  Math.min(credentials.usableForMs(cacheNameOfClaims(claims)), msUntil(claims.details.expiresAt, now()));

const cacheNameOfClaims = (claims: TokenClaims): string =>
  "userId" in claims ? tokenCredentialId(claims.userId) : cacheNameOf(claims.identity);

/** The principal of a user, for a caller who is trusted without a credential. Throws when the user is not active. */
export async function principalOfUser(services: CoreServices, userId: UserId): Promise<Principal> {
  return toPrincipal(await credentialUserOf(services, userId), tokenCredentialId(userId));
}

/** The user in any state but removed. Throws when there is none. */
export const credentialUserOf = (services: CoreServices, userId: UserId): Promise<CredentialUser> =>
  tokenUser(services, userId, {});

async function tokenUser(
  services: CoreServices,
  userId: UserId,
  options: StaleOptions,
): Promise<CredentialUser> {
  const user = await createLookup(services, options)(
    tokenCredentialId(userId),
    () => services.store.platform.findCredentialUser(userId),
    recordIdsOfUser,
  );
  if (user === undefined) throw invalidCredential();
  return user;
}

function identityPrincipal(
  user: CredentialUser | undefined,
  { mayBe }: ClaimedIdentity,
  claims: TokenClaims,
): Principal {
  if (user === undefined || !mayBe(user.userId)) throw invalidCredential();
  return tokenPrincipal(user, claims);
}

function tokenPrincipal(user: CredentialUser, { issuedAt, details }: TokenClaims): Principal {
  if (user.signedOutAt !== null && !isIssuedAfter(issuedAt, user.signedOutAt)) throw credentialRevoked();
  return { ...toPrincipal(user, tokenCredentialId(user.userId)), token: details };
}

const cacheNameOf = ({ organizationId, issuer, externalId }: ClaimedIdentity): string =>
  `identity ${organizationId} ${JSON.stringify([issuer, externalId])}`;
