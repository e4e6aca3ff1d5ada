import type { ApiKey, ApiKeyId, ApiKeyWithUse, UserId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { apiKeyNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { existingUser } from "../users/find-user.ts";
import { type CreatedApiKey, insertKey, type NewKey, revokeKey, withSecret } from "./key-changes.ts";
import { requireMayCreateKey, requireOwnerOrPlatform, requireScopes } from "./key-rules.ts";

export interface NewApiKey extends NewKey {
  readonly userId: UserId;
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
    mutate(context, { permission: "apiKeys:write", validate }, async (unitOfWork) => {
      const user = await existingUser(context, unitOfWork.tx, userId);
      requireMayCreateKey(context, user);
      return insertKey(context, unitOfWork, { ...input, user, secret });
    }),
  );
}

/** Lists the keys that are not revoked, by serial, without secrets. */
export async function listApiKeys(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<ApiKeyWithUse>> {
  const reads = await context.reads("apiKeys:read");
  return listByCursor(context, { name: "api-keys" }, request, (page) => reads.apiKeys.list({}, page));
}

/**
 * Revokes a key, effective from the next request. Throws when there is no such key, it is already revoked, or it is the
 * owner's and the caller is another admin.
 */
export function revokeApiKey(context: Context, keyId: ApiKeyId): Promise<ApiKey> {
  return mutate(context, { permission: "apiKeys:write" }, async (unitOfWork) => {
    const key = await unitOfWork.tx.apiKeys.find(keyId);
    if (key === undefined) throw apiKeyNotFound();
    requireOwnerOrPlatform(context, await existingUser(context, unitOfWork.tx, key.userId));
    return revokeKey(unitOfWork, key);
  });
}
