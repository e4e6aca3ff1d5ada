import type { ApiKey, Id, User } from "../../model.ts";
import { generateKey, publicIdOf } from "../auth/key-format.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { apiKeyNotFound, idTaken, invalidArguments, userInactive } from "../kernel/errors.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingUser } from "../users/users.ts";

export interface NewApiKey {
  readonly userId: Id;
  readonly name: string;
  readonly expiresAt?: number | null | undefined;
}

/** `key` is the secret itself, known only to the request that made it. */
export type CreatedApiKey = ApiKey & { readonly key?: string };

/** The operations on the API keys of one organization, for one caller. */
export const apiKeys = (context: Context) => ({
  /** Throws when the user is not active, or the key would be of no use. */
  create(input: NewApiKey): Promise<CreatedApiKey> {
    context.require("apiKeys:write");
    return createKeyFor(context, input, async ({ tx }) => {
      await context.requireOrganization(tx);
      return existingUser(tx, input.userId);
    });
  },

  /** The keys that are not revoked, by serial, without their secrets. */
  async list(request: CursorRequest): Promise<CursorPage<ApiKey>> {
    context.require("apiKeys:read");
    const reads = await context.reads();
    return listByCursor(context, "api-keys", request, (page) => reads.apiKeys.list({}, page));
  },

  /** Ends the key: the next request with it is refused. Throws when there is none, or it was revoked before. */
  revoke(id: Id): Promise<ApiKey> {
    context.require("apiKeys:write");
    return mutate(context, async (unitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const key = await unitOfWork.tx.apiKeys.find(id);
      if (key === undefined) throw apiKeyNotFound();
      return revokeKey(unitOfWork, key);
    });
  },
});

/**
 * Makes a key for whom `ofUser` gives. The secret is shown this once: neither the database nor the replay of a
 * repeated request has it.
 */
export async function createKeyFor(
  context: Context,
  input: Omit<NewApiKey, "userId">,
  ofUser: (unitOfWork: UnitOfWork) => Promise<User>,
): Promise<CreatedApiKey> {
  const secret = generateKey();
  const key = await mutate(context, async (unitOfWork) =>
    insertKey(context, unitOfWork, { ...input, user: await ofUser(unitOfWork), secret }),
  );
  return key.publicId === publicIdOf(secret) ? { ...key, key: secret } : key;
}

async function insertKey(
  { parts }: Context,
  { tx, at, record }: UnitOfWork,
  { user, secret, name, expiresAt = null }: Omit<NewApiKey, "userId"> & { user: User; secret: string },
): Promise<ApiKey> {
  if (user.status !== "active") throw userInactive();
  if (expiresAt !== null && expiresAt <= at) throw expiresInPast(expiresAt, at);
  const created = await tx.apiKeys.create({
    id: parts.createId(),
    userId: user.id,
    name,
    publicId: publicIdOf(secret),
    hash: parts.secrets.hash("api-key", secret),
    createdAt: at,
    expiresAt,
  });
  if ("taken" in created) throw idTaken();
  record({ kind: "apiKey.created", subjectId: created.id, userId: user.id, before: null, after: created });
  return created;
}

/** Ends a key that is not revoked, as a part of something else. */
export async function revokeKey({ tx, at, record }: UnitOfWork, before: ApiKey): Promise<ApiKey> {
  const { id, userId } = before;
  const after = await tx.apiKeys.revoke(id, at);
  record({ kind: "apiKey.revoked", subjectId: id, userId, before, after });
  return after;
}

const expiresInPast = (expiresAt: number, at: number) =>
  invalidArguments({
    argument: "expiresAt",
    rule: "range",
    problem: `must be later than now, ${iso(at)}, got ${iso(expiresAt)}`,
  });
const iso = (at: number): string => new Date(at).toISOString();
