import type { ApiKey, User, UserId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { Context, type CoreServices } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { generateKey, unkeyedIdOf } from "./key-format.ts";

/** The names of the keys that a start of the server makes, and replaces when another key is configured. */
export const firstKeyName = "first key";
export const configuredKeyName = "WHOSELINE_SUPERADMIN_KEY";

export interface EnsuredSuperadmin {
  readonly userId: UserId;
  /** Present only when this call generated the key; it cannot be shown again. */
  readonly createdKey?: string;
  /** The keys that this call stored, with the id that logs may show. */
  readonly created: readonly ApiKey[];
  readonly revoked: readonly ApiKey[];
}

export interface EnsureSuperadminOptions {
  /** The configured key, if there is one. */
  readonly key?: string | undefined;
  /** Called with a generated key before it is committed, so that no key is stored that nobody knows. */
  readonly keepKey?: ((key: string) => void) | undefined;
}

/**
 * Ensures that there is a superadmin with an API key. The first start creates both, with `key` or a generated one;
 * later, a `key` that differs from the first or configured one replaces it. Keys that are made or revoked are events of
 * the platform. Keys that a superadmin made stay valid.
 */
export async function ensureSuperadmin(
  services: CoreServices,
  options: EnsureSuperadminOptions,
): Promise<EnsuredSuperadmin> {
  try {
    for (;;) {
      const ensured = await attempt(services, options);
      if (ensured !== undefined) return ensured;
    }
  } finally {
    services.credentials.invalidateAll();
  }
}

const superadmins = [{ role: "superadmin" }, { size: 1 }] as const;

/** Undefined when another process created the superadmin meanwhile. */
async function attempt(
  services: CoreServices,
  options: EnsureSuperadminOptions,
): Promise<EnsuredSuperadmin | undefined> {
  const [known] = (await services.store.read(platformId).users.list(...superadmins)).items;
  const userId = known?.id ?? services.createId<UserId>();
  const { ensured } = await mutate(
    startOf(services, userId),
    { permission: "superadminKeys:write", requiresOrganization: false },
    async (unitOfWork) => {
      // A one-time link is void after a restart.
      await unitOfWork.tx.sessions.endLinks(unitOfWork.at);
      const [user] = (await unitOfWork.tx.users.list(...superadmins)).items;
      if (user !== undefined && user.id !== userId) return { ensured: undefined };
      return { ensured: await ensure({ services, unitOfWork, options }, userId, user) };
    },
  );
  return ensured;
}

/** The start of the process acts as the superadmin. */
export function startOf(services: CoreServices, userId: UserId): Context {
  const principal = {
    userId,
    organizationId: null,
    isOrganizationSuspended: false,
    role: "superadmin",
    credentialId: "start",
  } as const;
  return new Context(services, principal, platformId, { dialect: "native", requestId: "start" });
}

interface Ensuring {
  readonly services: CoreServices;
  readonly unitOfWork: UnitOfWork;
  readonly options: EnsureSuperadminOptions;
}

async function ensure(
  ensuring: Ensuring,
  userId: UserId,
  superadmin: User | undefined,
): Promise<EnsuredSuperadmin> {
  const { unitOfWork, options } = ensuring;
  if (superadmin && options.key === undefined) return { userId, created: [], revoked: [] };
  if (superadmin === undefined) await createSuperadmin(unitOfWork, userId);
  const key = options.key ?? generateKey();
  await replaceUnkeyedId(ensuring, key);
  await requireMatchingSecret(ensuring.services, key);
  const { current, revoked } = await revokeOtherKeys(ensuring, userId, key);
  if (current !== undefined) return { userId, created: [], revoked };
  if (options.key === undefined) options.keepKey?.(key);
  const created = [await createKey(ensuring, userId, key)];
  return { userId, created, revoked, ...(options.key === undefined && { createdKey: key }) };
}

async function createSuperadmin({ tx, at, record }: UnitOfWork, id: UserId): Promise<void> {
  const user = await tx.users.create({
    id,
    kind: "person",
    name: "Superadmin",
    email: "superadmin@platform.invalid",
    username: null,
    role: "superadmin",
    isOwner: false,
    externalId: null,
    endpoints: [],
    createdAt: at,
  });
  if ("taken" in user) throw new Error(`Cannot create the superadmin: their ${user.taken} is taken.`);
  record({ kind: "user.created", subjectId: id, userId: id, before: null, after: user });
}

/** Earlier versions stored a chosen key under an id from which it can be guessed. */
async function replaceUnkeyedId({ services, unitOfWork }: Ensuring, key: string): Promise<void> {
  const { store, secrets } = services;
  const stored = await store.platform.findApiKey(unkeyedIdOf(key));
  if (stored && secrets.matches("api-key", key, stored.hash))
    await unitOfWork.tx.apiKeys.setPublicId(stored.id, secrets.publicIdOf(key));
}

/** A key that differs from a stored one only in its secret is mistyped; without this check it would never work. */
async function requireMatchingSecret({ store, secrets }: CoreServices, key: string): Promise<void> {
  const stored = await store.platform.findApiKey(secrets.publicIdOf(key));
  if (stored && !secrets.matches("api-key", key, stored.hash))
    throw new Error(
      "The configured superadmin key has the public part of an existing key and another secret. Check that it was copied completely.",
    );
}

/** Revokes the keys of earlier starts except the given one, which is `current` if it exists. */
async function revokeOtherKeys(
  { services, unitOfWork: { tx, at, record } }: Ensuring,
  userId: UserId,
  key: string,
): Promise<{ current: ApiKey | undefined; revoked: readonly ApiKey[] }> {
  const ids = [services.secrets.publicIdOf(key), unkeyedIdOf(key)];
  const keys = await tx.apiKeys.ofUser(userId);
  const current = keys.find(({ publicId }) => ids.includes(publicId));
  if (current !== undefined) requirePermanent(current);
  const others = keys.filter((other) => other !== current && namesOfStarts.includes(other.name));
  const revoked: ApiKey[] = [];
  for (const before of others) {
    const after = await tx.apiKeys.revoke(before, at);
    record({ kind: "apiKey.revoked", subjectId: before.id, userId, before, after });
    revoked.push(after);
  }
  return { current, revoked };
}

const namesOfStarts: readonly string[] = [firstKeyName, configuredKeyName];

/** A superadmin can configure a key that they made; with limits it could lock everybody out. */
function requirePermanent({ scopes, expiresAt }: ApiKey): void {
  if (scopes.length > 0 || expiresAt !== null)
    throw new Error(
      "The configured superadmin key has scopes or an expiry, so that it cannot manage the platform for ever. Configure another key.",
    );
}

async function createKey(
  { services, unitOfWork: { tx, at, record }, options }: Ensuring,
  userId: UserId,
  key: string,
): Promise<ApiKey> {
  const { createId, secrets } = services;
  const created = await tx.apiKeys.create({
    id: createId(),
    userId,
    name: options.key === undefined ? firstKeyName : configuredKeyName,
    publicId: secrets.publicIdOf(key),
    hash: secrets.hash("api-key", key),
    createdBy: userId,
    scopes: [],
    createdAt: at,
    expiresAt: null,
  });
  if ("taken" in created)
    throw new Error(
      "The configured superadmin key is revoked or belongs to another user. Choose another key.",
    );
  record({ kind: "apiKey.created", subjectId: created.id, userId, before: null, after: created });
  return created;
}
