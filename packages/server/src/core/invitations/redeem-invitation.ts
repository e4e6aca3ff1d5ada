import type { ApiKey, Invitation, InvitationId, User } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { type CreatedApiKey, insertKey, type NewKey, withSecret } from "../api-keys/key-changes.ts";
import { requireScopes } from "../api-keys/key-rules.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { invitationUsed } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingUser } from "../users/find-user.ts";
import { requireInvitable } from "./invitation-rules.ts";

/**
 * Creates the first API key of the person whose invitation is the caller's credential. Throws when the invitation was
 * redeemed or revoked meanwhile, or the person has a key by now.
 */
export function redeemInvitation(context: Context, input: NewKey): Promise<CreatedApiKey> {
  const validate = () => requireScopes(input.scopes ?? []);
  return withSecret((secret) =>
    mutate(context, { permission: "invitations:redeem", validate }, async (unitOfWork): Promise<ApiKey> => {
      const user = await useInvitation(context, unitOfWork);
      return insertKey(context, unitOfWork, { ...input, user, secret });
    }),
  );
}

/**
 * Marks the invitation that is the caller's credential as redeemed, and returns the invited user. Throws when it was
 * redeemed or revoked meanwhile, or the user has a key by now.
 */
export async function useInvitation(context: Context, unitOfWork: UnitOfWork): Promise<User> {
  const { tx } = unitOfWork;
  const { credentialId, userId } = context.principal;
  const [invitation, user] = await allInOrder(
    openInvitation(tx, credentialId as InvitationId),
    existingUser(context, tx, userId),
  );
  await requireInvitable(unitOfWork, user);
  await markRedeemed(unitOfWork, invitation);
  return user;
}

async function openInvitation(tx: StoreTransaction, id: InvitationId): Promise<Invitation> {
  const invitation = await tx.invitations.find(id);
  if (invitation === undefined) throw invitationUsed();
  return invitation;
}

async function markRedeemed({ tx, at, record }: UnitOfWork, before: Invitation): Promise<void> {
  const { id, userId } = before;
  const after = await tx.invitations.end(before, "redeemed", at);
  record({ kind: "invitation.redeemed", subjectId: id, userId, before, after });
}
