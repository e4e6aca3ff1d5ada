import type { ApiKey, ApiKeyId, User } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingUser } from "../users/find-user.ts";
import { type CreatedApiKey, insertKey, withSecret } from "./key-changes.ts";
import { changeableKey, requireMayCreateKey } from "./key-rules.ts";

export interface RotateKeyInput {
  /** How long the old key stays valid, in milliseconds. */
  readonly overlapMs: number;
  /** When the new key expires. By default it is valid as long as the old one was from its creation. */
  readonly expiresAt?: number | undefined;
}

export type RotatedApiKey = CreatedApiKey & {
  /** The old key, with its new expiry. */
  readonly replaced: ApiKey;
};

/**
 * Creates a key with the user, name and scopes of another, which expires after the overlap or when it would have
 * expired anyway. Throws when there is no such key, it is revoked, or the caller may not create keys for its user.
 */
export function rotateApiKey(
  context: Context,
  keyId: ApiKeyId,
  { overlapMs, expiresAt }: RotateKeyInput,
): Promise<RotatedApiKey> {
  const options = { permission: "apiKeys:write", userId: context.principal.userId } as const;
  return withSecret((secret) =>
    mutate(context, options, async (unitOfWork) => {
      const { tx } = unitOfWork;
      const old = await changeableKey(context, tx, keyId);
      const user = await existingUser(context, tx, old.userId);
      requireMayCreateKey(context, user);
      return replaceKey(context, unitOfWork, { old, user, secret, overlapMs, expiresAt });
    }),
  );
}

interface Replacement extends RotateKeyInput {
  readonly old: ApiKey;
  readonly user: User;
  readonly secret: string;
}

/** Creates a key like the old one, which expires after the overlap at the latest. */
export async function replaceKey(
  context: Context,
  unitOfWork: UnitOfWork,
  { old, user, secret, overlapMs, expiresAt }: Replacement,
): Promise<RotatedApiKey> {
  const { at } = unitOfWork;
  const { name, scopes } = old;
  const expiry = expiresAt ?? (old.expiresAt && at + old.expiresAt - old.createdAt);
  const created = await insertKey(context, unitOfWork, { user, secret, name, scopes, expiresAt: expiry });
  return { ...created, replaced: await expireKey(unitOfWork, old, at + overlapMs) };
}

/** Brings the expiry of the key forward, with an event; returns the key unchanged when it expires earlier. */
async function expireKey({ tx, record }: UnitOfWork, before: ApiKey, expiresAt: number): Promise<ApiKey> {
  if (before.expiresAt !== null && before.expiresAt <= expiresAt) return before;
  const { id, userId } = before;
  const after = await tx.apiKeys.expire(before, expiresAt);
  record({ kind: "apiKey.updated", subjectId: id, userId, before, after });
  return after;
}
