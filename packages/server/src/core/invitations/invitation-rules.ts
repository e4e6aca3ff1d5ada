import type { Invitation, User, UserId } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import { invalidArguments, notInvitable, userInactive } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** How long an invitation is valid by default, and at most, in milliseconds. */
export const defaultLifetimeMs = 7 * dayMs;
export const lifetimeMaxDays = 30;

/** Throws unless the user is an active person, not the owner, who has no API key and no linked identity. */
export async function requireInvitable({ tx, at }: UnitOfWork, user: User): Promise<void> {
  if (user.kind === "service")
    throw notInvitable("A service user cannot be invited. Create an API key for it instead.");
  if (user.isOwner)
    throw notInvitable("The owner cannot be invited. A superadmin creates the first API key of an owner.");
  if (user.status !== "active") throw userInactive();
  await allInOrder(requireNoIdentity(tx, user.id), requireNoCredential(tx, user.id, at));
}

async function requireNoIdentity(tx: StoreTransaction, userId: UserId): Promise<void> {
  if ((await tx.identities.ofUser(userId)) === undefined) return;
  throw notInvitable(
    "This user signs in with an identity provider, and can create API keys for themselves with a token of it.",
  );
}

/** Throws when the user has an API key that is valid. */
export async function requireNoCredential(tx: StoreTransaction, userId: UserId, at: number): Promise<void> {
  const keys = await tx.apiKeys.ofUser(userId);
  if (keys.every(({ expiresAt }) => expiresAt !== null && expiresAt <= at)) return;
  throw notInvitable("This user has an API key. Revoke their keys before you invite them again.");
}

/** The expiry of a new invitation. Throws unless it is in the future and not too far. */
export function expiryOf(expiresAt: number | undefined, at: number): number {
  if (expiresAt === undefined) return at + defaultLifetimeMs;
  if (expiresAt > at && expiresAt <= at + lifetimeMaxDays * dayMs) return expiresAt;
  throw invalidArguments({
    argument: "expiresAt",
    rule: "range",
    problem: `must be in the future and at most ${lifetimeMaxDays} days ahead`,
  });
}

/** Revokes an open invitation, with its event. */
export async function endInvitation({ tx, at, record }: UnitOfWork, before: Invitation): Promise<Invitation> {
  const { id, userId } = before;
  const after = await tx.invitations.end(before, "revoked", at);
  record({ kind: "invitation.revoked", subjectId: id, userId, before, after });
  return after;
}

/** Revokes the open invitation of the user, if there is one. */
export async function endInvitationOf(unitOfWork: UnitOfWork, userId: UserId): Promise<void> {
  const open = await unitOfWork.tx.invitations.openOf(userId);
  if (open !== undefined) await endInvitation(unitOfWork, open);
}

/** Revokes the open invitations that the user created, whose secrets they may know. */
export async function endInvitationsBy(unitOfWork: UnitOfWork, createdBy: UserId): Promise<void> {
  for (const open of await unitOfWork.tx.invitations.openBy(createdBy)) await endInvitation(unitOfWork, open);
}
