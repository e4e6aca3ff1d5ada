import type { ApiKey, User, UserId } from "../../model.ts";
import { platformId, type StoreTransaction } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { generateKey, publicIdOf } from "./key-format.ts";

export interface EnsuredSuperadmin {
  readonly userId: UserId;
  /** Present only when this call generated the key; it cannot be shown again. */
  readonly createdKey?: string;
}

/**
 * Ensures that there is a superadmin with an API key. The first start creates both, with `key` or a generated one;
 * later, a `key` that differs from the current one replaces all of the superadmin's keys.
 */
export async function ensureSuperadmin(
  services: CoreServices,
  key: string | undefined,
): Promise<EnsuredSuperadmin> {
  try {
    return await services.store.write(platformId, (tx) => ensure(services, tx, key));
  } finally {
    services.credentials.invalidateAll();
  }
}

async function ensure(
  services: CoreServices,
  tx: StoreTransaction,
  configuredKey: string | undefined,
): Promise<EnsuredSuperadmin> {
  const at = services.now();
  const [superadmin] = (await tx.users.list({ role: "superadmin" }, { size: 1 })).items;
  if (superadmin && configuredKey === undefined) return { userId: superadmin.id };
  const user = superadmin ?? (await createSuperadmin(services, tx, at));
  const key = configuredKey ?? generateKey();
  await requireMatchingSecret(services, key);
  const current = await revokeOtherKeys(tx, user.id, { publicId: publicIdOf(key), at });
  if (current !== undefined) return { userId: user.id };
  await createKey(services, tx, { userId: user.id, key, isConfigured: configuredKey !== undefined, at });
  return { userId: user.id, ...(configuredKey === undefined && { createdKey: key }) };
}

async function createSuperadmin(
  services: CoreServices,
  tx: StoreTransaction,
  createdAt: number,
): Promise<User> {
  const user = await tx.users.create({
    id: services.createId(),
    name: "Superadmin",
    email: "superadmin@platform.invalid",
    username: null,
    role: "superadmin",
    isOwner: false,
    endpoints: [],
    createdAt,
  });
  if ("taken" in user) throw new Error(`Cannot create the superadmin: their ${user.taken} is taken.`);
  return user;
}

/** A key that differs from a stored one only in its secret is mistyped; without this check it would never work. */
async function requireMatchingSecret({ store, secrets }: CoreServices, key: string): Promise<void> {
  const stored = await store.platform.findApiKey(publicIdOf(key));
  if (stored && !secrets.matches("api-key", key, stored.hash))
    throw new Error(
      "The configured superadmin key has the public part of an existing key and another secret. Check that it was copied completely.",
    );
}

/** Revokes the user's keys except the one with the public id, and returns that one if it exists. */
async function revokeOtherKeys(
  tx: StoreTransaction,
  userId: UserId,
  { publicId, at }: { publicId: string; at: number },
): Promise<ApiKey | undefined> {
  const keys = await tx.apiKeys.ofUser(userId);
  for (const key of keys) if (key.publicId !== publicId) await tx.apiKeys.revoke(key.id, at);
  return keys.find((key) => key.publicId === publicId);
}

async function createKey(
  { createId, secrets }: CoreServices,
  tx: StoreTransaction,
  { userId, key, isConfigured, at }: { userId: UserId; key: string; isConfigured: boolean; at: number },
): Promise<void> {
  const created = await tx.apiKeys.create({
    id: createId(),
    userId,
    name: isConfigured ? "WHOSELINE_SUPERADMIN_KEY" : "first key",
    publicId: publicIdOf(key),
    hash: secrets.hash("api-key", key),
    createdAt: at,
    expiresAt: null,
  });
  if ("taken" in created)
    throw new Error(
      "The configured superadmin key is revoked or belongs to another user. Choose another key.",
    );
}
