import type { ApiKey, Id, User } from "../model.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import { apiKeyUnknown, idTaken, invalid, userNotActive } from "./errors.ts";
import { makeKey, publicIdOf } from "./key-format.ts";
import { existingUser } from "./users.ts";

export interface NewApiKey {
  readonly userId: Id;
  readonly name: string;
  readonly expiresAt?: number | null | undefined;
}

/** `key` is the secret itself, known only to the request that made it. */
export type MadeApiKey = ApiKey & { readonly key?: string };

/** The operations on the API keys of one organization, for one caller. */
export const apiKeys = (context: Context) => ({
  /** Throws when the user is not active, or the key would be of no use. */
  create(input: NewApiKey): Promise<MadeApiKey> {
    context.require("apiKeys:write");
    return makeApiKey(context, input, async ({ tx }) => {
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
    return change(context, async (hands) => {
      await context.requireOrganization(hands.tx);
      const key = await hands.tx.apiKeys.find(id);
      if (key === undefined) throw apiKeyUnknown();
      return revokeKey(hands, key);
    });
  },
});

/**
 * Makes a key for whom `ofUser` gives. The secret is shown this once: neither the database nor the replay of a
 * repeated request has it.
 */
export async function makeApiKey(
  context: Context,
  input: Omit<NewApiKey, "userId">,
  ofUser: (hands: Change) => Promise<User>,
): Promise<MadeApiKey> {
  const secret = makeKey();
  const key = await change(context, async (hands) =>
    insertKey(context, hands, { ...input, user: await ofUser(hands), secret }),
  );
  return key.publicId === publicIdOf(secret) ? { ...key, key: secret } : key;
}

async function insertKey(
  { parts }: Context,
  { tx, at, record }: Change,
  { user, secret, name, expiresAt = null }: Omit<NewApiKey, "userId"> & { user: User; secret: string },
): Promise<ApiKey> {
  if (user.status !== "active") throw userNotActive();
  if (expiresAt !== null && expiresAt <= at) throw expiredAtBirth(expiresAt, at);
  const created = await tx.apiKeys.create({
    id: parts.makeId(),
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
export async function revokeKey({ tx, at, record }: Change, before: ApiKey): Promise<ApiKey> {
  const { id, userId } = before;
  const after = await tx.apiKeys.revoke(id, at);
  record({ kind: "apiKey.revoked", subjectId: id, userId, before, after });
  return after;
}

const expiredAtBirth = (expiresAt: number, at: number) =>
  invalid({
    in: "body",
    name: "expiresAt",
    rule: "range",
    detail: `expiresAt must be later than now, ${iso(at)}, got ${iso(expiresAt)}`,
  });
const iso = (at: number): string => new Date(at).toISOString();
