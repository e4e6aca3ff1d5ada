import type { ApiKey, ApiKeyId, ApiKeyWithUse, User } from "../../model.ts";
import { platformId, type StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { routerKeyNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { type CreatedApiKey, insertKey, type NewKey, revokeKey, withSecret } from "./key-changes.ts";

// Router keys may look up routes and nothing else. They all belong to one platform user with the role `router`.

const writeOptions = { permission: "routerKeys:write", requiresOrganization: false } as const;

/** Creates a router key, and the router user with the first one. */
export async function createRouterKey(context: Context, input: NewKey): Promise<CreatedApiKey> {
  const platform = context.forPlatform();
  return withSecret((secret) =>
    mutate(platform, writeOptions, async (unitOfWork) => {
      const user = (await findRouter(unitOfWork.tx)) ?? (await insertRouter(context, unitOfWork));
      return insertKey(platform, unitOfWork, { ...input, user, secret });
    }),
  );
}

/** Lists the router keys that are not revoked, by serial, without secrets. */
export async function listRouterKeys(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<ApiKeyWithUse>> {
  context.require("routerKeys:read");
  const reads = context.services.store.read(platformId);
  const router = await findRouter(reads);
  return listByCursor(context.forPlatform(), { name: "router-keys" }, request, async (page) =>
    router ? reads.apiKeys.list({ userId: router.id }, page) : { items: [] },
  );
}

/** Revokes a key, effective from the next request. Throws when there is no such key, or it is already revoked. */
export function revokeRouterKey(context: Context, keyId: ApiKeyId): Promise<ApiKey> {
  return mutate(context.forPlatform(), writeOptions, async (unitOfWork) => {
    const router = await findRouter(unitOfWork.tx);
    const key = await unitOfWork.tx.apiKeys.find(keyId);
    // The superadmin's keys belong to the platform too.
    if (key === undefined || key.userId !== router?.id) throw routerKeyNotFound();
    return revokeKey(unitOfWork, key);
  });
}

const findRouter = async ({ users }: StoreReader): Promise<User | undefined> =>
  (await users.list({ role: "router" }, { size: 1 })).items[0];

async function insertRouter({ services }: Context, { tx, at, record }: UnitOfWork): Promise<User> {
  const router = await tx.users.create({
    id: services.createId(),
    kind: "person",
    name: "Router",
    email: "router@platform.invalid",
    username: null,
    role: "router",
    isOwner: false,
    externalId: null,
    endpoints: [],
    createdAt: at,
  });
  if ("taken" in router) throw new Error(`Cannot create the router user: its ${router.taken} is taken.`);
  record({ kind: "user.created", subjectId: router.id, userId: router.id, before: null, after: router });
  return router;
}
