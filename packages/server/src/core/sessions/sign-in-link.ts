import type { UserId } from "../../model.ts";
import { generateLinkSecret } from "../auth/key-format.ts";
import { linkLifetimeMs } from "../auth/link.ts";
import { startOf } from "../auth/superadmin.ts";
import type { CoreServices } from "../kernel/context.ts";
import { idTaken } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";

/**
 * Creates the one-time link with which the superadmin signs in to the console at the first start, and returns its
 * secret. Every start ends the links before it.
 */
export async function createSignInLink(services: CoreServices, userId: UserId): Promise<string> {
  const { createId, secrets, now } = services;
  const secret = generateLinkSecret();
  const options = { permission: "sessions:create", requiresOrganization: false } as const;
  await mutate(startOf(services, userId), options, async ({ tx }) => {
    const created = await tx.sessions.create({
      id: createId(),
      kind: "link",
      userId,
      method: "link",
      keyId: null,
      scopes: [],
      publicId: secrets.publicIdOf(secret),
      hash: secrets.hash("session", secret),
      createdAt: now(),
      expiresAt: now() + linkLifetimeMs,
    });
    if ("taken" in created) throw idTaken();
    return created;
  });
  return secret;
}
