import type { Id } from "../../model.ts";
import { platformId, type StoreTransaction } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { generateKey, publicIdOf } from "./key-format.ts";

export interface EnsuredSuperadmin {
  readonly userId: Id;
  readonly createdKey?: string;
}

/**
 * Makes sure there is a superadmin with a key. At the very first start that is `given` or a new one; later a
 * `given` key replaces every other. Answers with a key only when it made it, because nobody else can ever show it.
 */
export async function ensureSuperadmin(
  services: CoreServices,
  given: string | undefined,
): Promise<EnsuredSuperadmin> {
  try {
    return await services.store.write(platformId, (tx) => ensure(services, tx, given));
  } finally {
    services.credentials.invalidate();
  }
}

async function ensure(
  services: CoreServices,
  tx: StoreTransaction,
  given: string | undefined,
): Promise<EnsuredSuperadmin> {
  const at = services.now();
  const [superadmin] = (await tx.users.list({ role: "superadmin" }, { size: 1 })).items;
  if (superadmin && given === undefined) return { userId: superadmin.id };
  const user = superadmin ?? (await tx.users.create(newSuperadmin(services, at)));
  if ("taken" in user) throw new Error("the first superadmin could not be made");
  const keys = await tx.apiKeys.ofUser(user.id);
  const key = given ?? generateKey();
  await requireSameKey(services, key);
  for (const { id, publicId } of keys) if (publicId !== publicIdOf(key)) await tx.apiKeys.revoke(id, at);
  if (keys.some(({ publicId }) => publicId === publicIdOf(key))) return { userId: user.id };
  const created = await tx.apiKeys.create({
    id: services.createId(),
    userId: user.id,
    name: given === undefined ? "first key" : "WHOSELINE_SUPERADMIN_KEY",
    publicId: publicIdOf(key),
    hash: services.secrets.hash("api-key", key),
    createdAt: at,
    expiresAt: null,
  });
  if ("taken" in created)
    throw new Error(
      "WHOSELINE_SUPERADMIN_KEY is a key that was revoked, or is somebody else's; choose another",
    );
  return { userId: user.id, ...(given === undefined && { createdKey: key }) };
}

/** A key that is another one's but for its secret, as after a typing error, would silently work for nobody. */
async function requireSameKey({ store, secrets }: CoreServices, key: string): Promise<void> {
  const stored = await store.platform.findApiKey(publicIdOf(key));
  if (stored && !secrets.matches("api-key", key, stored.hash))
    throw new Error(
      "WHOSELINE_SUPERADMIN_KEY begins like a key that exists and ends otherwise. Check that it was copied whole.",
    );
}

const newSuperadmin = (services: CoreServices, createdAt: number) => ({
  id: services.createId(),
  name: "Superadmin",
  email: "superadmin@platform.invalid",
  username: null,
  role: "superadmin" as const,
  isOwner: false,
  endpoints: [],
  createdAt,
});
