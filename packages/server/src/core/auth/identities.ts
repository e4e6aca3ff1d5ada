import type { Identity, User, UserId } from "../../model.ts";
import type { IdentityReference, PersonClaim, StoreReader } from "../../storage/store.ts";
import { type Call, Context, type CoreServices } from "../kernel/context.ts";
import { credentialRevoked, credentialUserInactive, invalidCredential } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { isIssuedAfter, tokenCredentialId } from "./token-instant.ts";

/** The user whom a token names. */
export interface ClaimedIdentity extends IdentityReference {
  /** By what an identity that is not linked yet finds its user; undefined for a token that does not state it. */
  readonly claim: PersonClaim | undefined;
  /** False when the token names another user as well. */
  readonly mayBe: (userId: UserId) => boolean;
}

interface FirstSignIn {
  readonly identity: ClaimedIdentity;
  readonly issuedAt: number | undefined;
}

/**
 * Links an identity to the one user of its organization whom the token describes. Throws when there is not exactly one,
 * the user is linked to another identity, is not active, or was signed out since the token was issued.
 */
export async function linkIdentity(services: CoreServices, signIn: FirstSignIn, call: Call): Promise<void> {
  const { organizationId } = signIn.identity;
  const { id: userId, role } = await findPerson(services.store.read(organizationId), signIn);
  const credentialId = tokenCredentialId(userId);
  const principal = { userId, role, credentialId, organizationId, isOrganizationSuspended: false };
  const context = new Context(services, principal, organizationId, call);
  await mutate(context, { permission: "identity:link", userId }, async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    const user = await findPerson(tx, signIn);
    const { issuer, externalId } = signIn.identity;
    const after: Identity = { userId: user.id, issuer, externalId, linkedAt: at };
    if (user.id !== userId) throw invalidCredential();
    if (await tx.identities.link(after))
      record({ kind: "identity.linked", subjectId: userId, userId, before: null, after });
    else await requireLinked(tx, after);
    return after;
  });
}

/** Throws unless a concurrent request has linked the same identity to the same user. */
async function requireLinked(reads: StoreReader, { userId, issuer, externalId }: Identity): Promise<void> {
  const linked = await reads.identities.ofUser(userId);
  if (linked?.issuer !== issuer || linked.externalId !== externalId) throw invalidCredential();
}

async function findPerson(reads: StoreReader, { identity, issuedAt }: FirstSignIn): Promise<User> {
  const { claim, mayBe } = identity;
  const [user, another] = claim === undefined ? [] : await reads.identities.personsWith(claim);
  if (user === undefined || another !== undefined || !mayBe(user.id)) throw invalidCredential();
  if (user.status !== "active") throw credentialUserInactive();
  if (user.signedOutAt !== null && !isIssuedAfter(issuedAt, user.signedOutAt)) throw credentialRevoked();
  return user;
}

/** Ends the link of a user to their identity, if there is one, with its event. */
export async function unlinkIdentity({ tx, record }: UnitOfWork, userId: UserId): Promise<void> {
  const before = await tx.identities.unlink(userId);
  if (before !== undefined)
    record({ kind: "identity.unlinked", subjectId: userId, userId, before, after: null });
}
