import { platformId, type StoredSession } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { credentialUserInactive, invalidCredential, linkUsed } from "../kernel/errors.ts";
import type { Principal } from "./access.ts";

/** How long the one-time link of the first start is valid, in milliseconds. */
export const linkLifetimeMs = 10 * 60_000;

/**
 * The principal of the one-time link of the first start, who may exchange it for a session and nothing else. Throws when
 * it is unknown, used or expired.
 */
export async function authenticateLink(services: CoreServices, secret: string): Promise<Principal> {
  const stored = await findSession(services, secret, "link");
  if (stored === undefined) throw invalidCredential();
  if (stored.endedAt !== null || stored.expiresAt <= services.now()) throw linkUsed();
  const { user, id } = stored;
  if (user.status !== "active" || user.organizationId !== platformId) throw credentialUserInactive();
  return {
    userId: user.userId,
    role: "newcomer",
    credentialId: id,
    organizationId: null,
    isOrganizationSuspended: false,
  };
}

/** The session or one-time link with this secret, in any state. */
export async function findSession(
  { store, secrets }: CoreServices,
  secret: string,
  kind: StoredSession["kind"],
) {
  const stored = await store.platform.findSession(secrets.publicIdOf(secret));
  return stored?.kind === kind && secrets.matches("session", secret, stored.hash) ? stored : undefined;
}
