import type { CoreServices } from "../kernel/context.ts";
import {
  credentialExpired,
  credentialUserInactive,
  invalidCredential,
  invitationUsed,
} from "../kernel/errors.ts";
import type { Principal } from "./access.ts";

/**
 * The principal of an invitation, who may redeem it and nothing else. It is not cached, because it is used once. A redeemed
 * one is accepted for the replay of its redemption. Throws when the invitation is unknown, revoked or expired, or its user
 * is not active.
 */
export async function authenticateInvitation(
  { store, secrets, now }: CoreServices,
  invitation: string,
): Promise<Principal> {
  const stored = await store.platform.findInvitation(secrets.publicIdOf(invitation));
  if (stored === undefined || !secrets.matches("invitation", invitation, stored.hash))
    throw invalidCredential();
  if (stored.revokedAt !== null) throw invitationUsed();
  if (stored.expiresAt <= now()) throw credentialExpired();
  const { userId, status, organizationId, organizationStatus } = stored.user;
  if (status !== "active" || organizationStatus === "deleted") throw credentialUserInactive();
  return {
    userId,
    role: "invitee",
    credentialId: stored.id,
    organizationId,
    isOrganizationSuspended: organizationStatus !== "active",
  };
}
