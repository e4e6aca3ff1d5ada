import type { Invitation, InvitationId, UserHandle, UserId } from "../../model.ts";
import { generateInvitation } from "../auth/key-format.ts";
import { limitsPermissions } from "../auth/key-scopes.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { idTaken, insufficientScope, invitationNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingUser } from "../users/find-user.ts";
import { endInvitation, endInvitationOf, expiryOf, requireInvitable } from "./invitation-rules.ts";

export interface NewInvitation {
  readonly userId: UserHandle;
  /** Seven days from now by default. */
  readonly expiresAt?: number | undefined;
}

/** `invitation` is the secret, present only in the response to the request that created it. */
export type CreatedInvitation = Invitation & { readonly invitation?: string };

/**
 * Creates the invitation of a person who has no credential, and revokes an earlier one that is open. Throws for the
 * owner, for a service user, for a user who is not active or has an API key, and when the caller's key has scopes.
 */
export async function createInvitation(
  context: Context,
  { userId: handle, expiresAt }: NewInvitation,
): Promise<CreatedInvitation> {
  const secret = generateInvitation();
  const { secrets } = context.services;
  const validate = () => requireNoScopes(context);
  const created = await mutate(context, { permission: "invitations:write", validate }, async (unitOfWork) => {
    const user = await existingUser(context, unitOfWork.tx, handle);
    const userId = user.id;
    await allInOrder(requireInvitable(unitOfWork, user), endInvitationOf(unitOfWork, userId));
    const expiry = expiryOf(expiresAt, unitOfWork.at);
    return insertInvitation(context, unitOfWork, { userId, expiresAt: expiry, secret });
  });
  return created.publicId === secrets.publicIdOf(secret) ? { ...created, invitation: secret } : created;
}

function requireNoScopes({ principal }: Context): void {
  if (limitsPermissions(principal.scopes ?? []))
    throw insufficientScope("An API key with scopes cannot invite. Use a key without scopes.");
}

async function insertInvitation(
  { services, principal }: Context,
  { tx, at, record }: UnitOfWork,
  { userId, expiresAt, secret }: { userId: UserId; expiresAt: number; secret: string },
): Promise<Invitation> {
  const created = await tx.invitations.create({
    id: services.createId(),
    userId,
    publicId: services.secrets.publicIdOf(secret),
    hash: services.secrets.hash("invitation", secret),
    createdBy: principal.userId,
    createdAt: at,
    expiresAt,
  });
  if ("taken" in created) throw idTaken();
  record({ kind: "invitation.created", subjectId: created.id, userId, before: null, after: created });
  return created;
}

/** Lists the open invitations by serial, expired ones too, without secrets. */
export async function listInvitations(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<Invitation>> {
  const reads = await context.reads("invitations:read");
  return listByCursor(context, { name: "invitations" }, request, (page) => reads.invitations.list(page));
}

/** Revokes an open invitation. Throws when there is none with this id. */
export function revokeInvitation(context: Context, id: InvitationId): Promise<Invitation> {
  return mutate(context, { permission: "invitations:write" }, async (unitOfWork) => {
    const open = await unitOfWork.tx.invitations.find(id);
    if (open === undefined) throw invitationNotFound();
    return endInvitation(unitOfWork, open);
  });
}
