import type { ApiKey, ApiKeyId, SuperadminKeyScope, User } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { limitsPermissions } from "../auth/key-scopes.ts";
import type { Context } from "../kernel/context.ts";
import {
  apiKeyNotFound,
  insufficientScope,
  invalidArguments,
  ownerOnly,
  personalKey,
} from "../kernel/errors.ts";

/**
 * Throws unless the caller may get a key that acts for the user: a superadmin for anybody, an admin for themselves and
 * for service users. A key with scopes gets none, because the new key could permit more; a key that is limited only to
 * organizations gets keys for their users.
 */
export function requireMayCreateKey(context: Context, user: User): void {
  const { principal } = context;
  if (limitsPermissions(principal.scopes ?? []))
    throw insufficientScope(
      "An API key with scopes cannot create or rotate API keys. Use a key without scopes.",
    );
  if (context.isAllowed("apiKeys:writeAny") || user.id === principal.userId || user.kind === "service")
    return;
  throw user.isOwner ? ownerOnly() : personalKey();
}

/** Finds a key that the caller may change. The keys of others are not found by a caller who manages only their own. */
export async function changeableKey(
  context: Context,
  { apiKeys }: StoreReader,
  id: ApiKeyId,
): Promise<ApiKey> {
  const key = await apiKeys.find(id);
  if (key === undefined || !context.isAllowed("apiKeys:write", key.userId)) throw apiKeyNotFound();
  return key;
}

/** Throws when the user is the owner and the caller is another admin. */
export function requireOwnerOrPlatform(context: Context, user: User): void {
  const mayChange = context.isAllowed("apiKeys:writeAny") || user.id === context.principal.userId;
  if (user.isOwner && !mayChange) throw ownerOnly();
}

/** Throws when the scopes name a scope twice or more than one API. */
export function requireScopes(scopes: readonly SuperadminKeyScope[]): void {
  const dialects = scopes.filter((scope) => scope.startsWith("dialect:"));
  if (dialects.length <= 1 && new Set(scopes).size === scopes.length) return;
  throw invalidArguments({
    argument: "scopes",
    rule: "mismatch",
    problem: "must have each scope once, and at most one that begins with dialect:",
  });
}
