import type { ApiKey, Id, User } from "../../model.ts";
import { platformId, type Reads } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { routerKeyNotFound } from "../kernel/errors.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { type CreatedApiKey, createKeyFor, type NewApiKey, revokeKey } from "./api-keys.ts";

/**
 * The keys with which a telephony edge asks where calls go, for a superadmin. They all belong to one user of the
 * platform, who is made with the first of them.
 */
export const routerKeys = (context: Context) => {
  const platform = context.ofPlatform();
  return {
    create(input: Omit<NewApiKey, "userId">): Promise<CreatedApiKey> {
      context.require("routerKeys:write");
      return createKeyFor(
        platform,
        input,
        async (unitOfWork) => (await findRouter(unitOfWork.tx)) ?? add(context, unitOfWork),
      );
    },

    /** The keys that are not revoked, by serial, without their secrets. */
    async list(request: CursorRequest): Promise<CursorPage<ApiKey>> {
      context.require("routerKeys:read");
      const reads = context.parts.store.read(platformId);
      const router = await findRouter(reads);
      return listByCursor(platform, "router-keys", request, async (page) =>
        router ? reads.apiKeys.list({ userId: router.id }, page) : { items: [] },
      );
    },

    /** Ends the key: the next request with it is refused. Throws when there is none, or it was revoked before. */
    revoke(id: Id): Promise<ApiKey> {
      context.require("routerKeys:write");
      return mutate(platform, async (unitOfWork) => {
        const router = await findRouter(unitOfWork.tx);
        const key = await unitOfWork.tx.apiKeys.find(id);
        // A superadmin's key is of the platform too.
        if (key === undefined || key.userId !== router?.id) throw routerKeyNotFound();
        return revokeKey(unitOfWork, key);
      });
    },
  };
};

const findRouter = async ({ users }: Reads): Promise<User | undefined> =>
  (await users.list({ role: "router" }, { size: 1 })).items[0];

async function add({ parts }: Context, { tx, at, record }: UnitOfWork): Promise<User> {
  const router = await tx.users.create({
    id: parts.createId(),
    name: "Router",
    email: "router@platform.invalid",
    username: null,
    role: "router",
    isOwner: false,
    endpoints: [],
    createdAt: at,
  });
  if ("taken" in router) throw new Error("the router could not be made");
  record({ kind: "user.created", subjectId: router.id, userId: router.id, before: null, after: router });
  return router;
}
