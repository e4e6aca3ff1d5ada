import type { ApiKey, Id } from "../model.ts";
import { change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import { apiKeyUnknown, idTaken, userNotActive } from "./errors.ts";
import { makeKey, publicIdOf } from "./key-format.ts";
import { existingUser } from "./users.ts";

export interface NewApiKey {
  readonly userId: Id;
  readonly name: string;
  readonly expiresAt?: number | null | undefined;
}

/** The operations on the API keys of one organization, for one caller. */
export const apiKeys = (context: Context) => ({
  /**
   * `key` is the secret itself and is shown this once: neither the database nor the replay of a repeated
   * request has it.
   */
  async create(input: NewApiKey): Promise<ApiKey & { key?: string }> {
    context.require("apiKeys:write");
    const secret = makeKey();
    const key = await change(context, async ({ tx, at, record }) => {
      await context.requireOrganization(tx);
      const user = await existingUser(tx, input.userId);
      if (user.status !== "active") throw userNotActive();
      const created = await tx.apiKeys.create({
        id: context.parts.makeId(),
        userId: user.id,
        name: input.name,
        publicId: publicIdOf(secret),
        hash: context.parts.secrets.hash("api-key", secret),
        createdAt: at,
        expiresAt: input.expiresAt ?? null,
      });
      if ("taken" in created) throw idTaken();
      record({
        kind: "apiKey.created",
        subjectId: created.id,
        userId: user.id,
        before: null,
        after: created,
      });
      return created;
    });
    return key.publicId === publicIdOf(secret) ? { ...key, key: secret } : key;
  },

  /** The keys that are not revoked, by serial, without their secrets. */
  async list(request: CursorRequest): Promise<CursorPage<ApiKey>> {
    context.require("apiKeys:read");
    const reads = await context.reads();
    return listByCursor(context, "api-keys", request, reads.apiKeys.list);
  },

  /** Ends the key: the next request with it is refused. Throws when there is none, or it was revoked before. */
  revoke(id: Id): Promise<ApiKey> {
    context.require("apiKeys:write");
    return change(context, async ({ tx, at, record }) => {
      await context.requireOrganization(tx);
      const before = await tx.apiKeys.find(id);
      if (before === undefined) throw apiKeyUnknown();
      const after = await tx.apiKeys.revoke(id, at);
      record({ kind: "apiKey.revoked", subjectId: id, userId: before.userId, before, after });
      return after;
    });
  },
});
