import type { ApiKey, ApiKeyId, ApiKeyWithUse, UserHandle } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { mutate } from "../kernel/mutate.ts";
import { existingUser } from "../users/find-user.ts";
import { type CreatedApiKey, insertKey, type NewKey, revokeKey, withSecret } from "./key-changes.ts";
import { changeableKey, requireMayCreateKey, requireOwnerOrPlatform, requireScopes } from "./key-rules.ts";

export interface NewApiKey extends NewKey {
  readonly userId: UserHandle;
}

/**
 * Creates an API key. Throws when the caller may not create keys for the user, the user is not active or `expiresAt` is
 * in the past.
 */
export async function createApiKey(
  context: Context,
  { userId, ...input }: NewApiKey,
): Promise<CreatedApiKey> {
  const validate = () => requireScopes(input.scopes ?? []);
  return withSecret((secret) =>
    mutate(context, { permission: "apiKeys:write", userId, validate }, async (unitOfWork) => {
      const user = await existingUser(context, unitOfWork.tx, userId, "user");
      requireMayCreateKey(context, user);
      return insertKey(context, unitOfWork, { ...input, user, secret });
    }),
  );
}

/** Lists the keys that are not revoked, by serial, without secrets; for a member only their own. */
export async function listApiKeys(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<ApiKeyWithUse>> {
  const { userId } = context.principal;
  const reads = await context.reads("apiKeys:read", userId);
  const filter = context.isAllowed("apiKeys:read") ? {} : { userId };
  return listByCursor(context, { name: "api-keys", filter }, request, (page) =>
    reads.apiKeys.list(filter, page),
  );
}

/**
 * Revokes a key, effective from the next request. Throws when there is no such key, it is already revoked, or it is the
 * owner's and the caller is another admin.
 */
export function revokeApiKey(context: Context, keyId: ApiKeyId): Promise<ApiKey> {
  const options = { permission: "apiKeys:write", userId: context.principal.userId } as const;
  return mutate(context, options, async (unitOfWork) => {
    const key = await changeableKey(context, unitOfWork.tx, keyId);
    requireOwnerOrPlatform(context, await existingUser(context, unitOfWork.tx, key.userId));
    return revokeKey(unitOfWork, key);
  });
}
