import type {
  ApiKey,
  ApiKeyId,
  ApiKeyWithUse,
  OrganizationId,
  SuperadminKeyScope,
  User,
} from "../../model.ts";
import { platformId, type StoreTransaction } from "../../storage/store.ts";
import { configuredKeyName, firstKeyName } from "../auth/superadmin.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  insufficientScope,
  invalidArguments,
  keyConfigured,
  lastSuperadminKey,
  superadminKeyNotFound,
  userNotFound,
} from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { mutate } from "../kernel/mutate.ts";
import { type CreatedApiKey, insertKey, type NewKey, revokeKey, withSecret } from "./key-changes.ts";
import { requireScopes } from "./key-rules.ts";
import { type RotatedApiKey, type RotateKeyInput, replaceKey } from "./rotate-key.ts";

// All superadmin keys act as the superadmin who creates them. One without scopes and expiry must always remain.

/**
 * Creates a superadmin key. A scope names an organization by id or slug; the key keeps the id. Throws when the caller's key has scopes, a scope names an organization that does not exist,
 * or `expiresAt` is in the past.
 */
export async function createSuperadminKey(context: Context, input: NewKey): Promise<CreatedApiKey> {
  context.require("superadminKeys:write");
  const scopes = await withOrganizationIds(context, input.scopes ?? []);
  const options = writeOptions(context, () => {
    requireScopes(scopes);
    requireFreeName(input.name);
  });
  const platform = context.forPlatform();
  return withSecret((secret) =>
    mutate(platform, options, async (unitOfWork) => {
      const user = await callingUser(context, unitOfWork.tx);
      return insertKey(platform, unitOfWork, { ...input, scopes, user, secret });
    }),
  );
}

/** Lists the caller's superadmin keys that are not revoked, by serial, without secrets. */
export async function listSuperadminKeys(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<ApiKeyWithUse>> {
  context.require("superadminKeys:read");
  const { userId } = context.principal;
  const { apiKeys } = context.services.store.read(platformId);
  return listByCursor(context.forPlatform(), { name: "superadmin-keys" }, request, (page) =>
    apiKeys.list({ userId }, page),
  );
}

/**
 * Creates a key with the name and scopes of another, which expires after the overlap. Throws when the caller's key has
 * scopes, there is no such key, it is the configured key, or only keys with an expiry would remain.
 */
export async function rotateSuperadminKey(
  context: Context,
  keyId: ApiKeyId,
  input: RotateKeyInput,
): Promise<RotatedApiKey> {
  const platform = context.forPlatform();
  return withSecret((secret) =>
    mutate(platform, writeOptions(context), async (unitOfWork) => {
      const { tx } = unitOfWork;
      const [old, user] = await allInOrder(rotatableKey(context, tx, keyId), callingUser(context, tx));
      const rotated = await replaceKey(platform, unitOfWork, { ...input, old, user, secret });
      await requirePermanentKey(context, tx);
      return rotated;
    }),
  );
}

/**
 * Revokes a key, effective from the next request. Throws when the caller's key has scopes, there is no such key, it is
 * already revoked, or it is the last one without scopes and expiry.
 */
export async function revokeSuperadminKey(context: Context, keyId: ApiKeyId): Promise<ApiKey> {
  return mutate(context.forPlatform(), writeOptions(context), async (unitOfWork) => {
    const { tx } = unitOfWork;
    const revoked = await revokeKey(unitOfWork, await existingKey(context, tx, keyId));
    await requirePermanentKey(context, tx);
    return revoked;
  });
}

async function rotatableKey(context: Context, tx: StoreTransaction, keyId: ApiKeyId): Promise<ApiKey> {
  const key = await existingKey(context, tx, keyId);
  if (key.name === configuredKeyName) throw keyConfigured();
  return key;
}

const writeOptions = ({ principal }: Context, validate?: () => void) =>
  ({
    permission: "superadminKeys:write",
    requiresOrganization: false,
    validate: () => {
      if (principal.scopes !== undefined)
        throw insufficientScope(
          "A superadmin key with scopes cannot manage superadmin keys. Use a key without scopes.",
        );
      validate?.();
    },
  }) as const;

/** The start of the server replaces the keys with these names. */
function requireFreeName(name: string): void {
  if (name !== configuredKeyName && name !== firstKeyName) return;
  const problem = "must not be the name of the first or of the configured key";
  throw invalidArguments({ argument: "name", rule: "format", problem });
}

const organizationScope = "organization:";

/** The scopes with the ids of the organizations. Throws when one does not exist. */
async function withOrganizationIds(
  context: Context,
  scopes: readonly SuperadminKeyScope[],
): Promise<readonly SuperadminKeyScope[]> {
  const resolved: SuperadminKeyScope[] = [];
  for (const scope of scopes)
    resolved.push(
      scope.startsWith(organizationScope)
        ? `${organizationScope}${await organizationIdOf(context, scope.slice(organizationScope.length))}`
        : scope,
    );
  return resolved;
}

async function organizationIdOf(context: Context, name: string): Promise<OrganizationId> {
  const id = parseId<OrganizationId>(name);
  const { platform } = context.services.store;
  const found = id ?? (await platform.findOrganizationBySlug(name))?.id;
  if (found !== undefined && (await exists(context, found))) return found;
  throw invalidArguments({
    argument: "scopes",
    rule: "format",
    problem: `must name organizations that exist; none has the ${id === undefined ? "slug" : "id"} ${name}`,
  });
}

async function exists({ services: { store } }: Context, id: OrganizationId): Promise<boolean> {
  const organization = id === platformId ? undefined : await store.read(id).organization.get();
  return organization !== undefined && organization.status !== "deleted";
}

async function callingUser({ principal }: Context, { users }: StoreTransaction): Promise<User> {
  const user = await users.find({ id: principal.userId });
  if (user === undefined) throw userNotFound();
  return user;
}

/** Router keys belong to the platform too. */
async function existingKey(
  { principal }: Context,
  { apiKeys }: StoreTransaction,
  id: ApiKeyId,
): Promise<ApiKey> {
  const key = await apiKeys.find(id);
  if (key?.userId !== principal.userId) throw superadminKeyNotFound();
  return key;
}

/** Throws unless a key with which superadmin keys can be managed remains for ever. */
async function requirePermanentKey({ principal }: Context, { apiKeys }: StoreTransaction): Promise<void> {
  const keys = await apiKeys.ofUser(principal.userId);
  if (!keys.some(({ scopes, expiresAt }) => scopes.length === 0 && expiresAt === null))
    throw lastSuperadminKey();
}
