import type { ApiKey, SuperadminKeyScope, User } from "../../model.ts";
import { generateKey, publicPartOf } from "../auth/key-format.ts";
import type { Context } from "../kernel/context.ts";
import { idTaken, invalidArguments, userInactive } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

export interface NewKey {
  readonly name: string;
  /** Milliseconds since 1970-01-01 UTC; null for a key that never expires. */
  readonly expiresAt?: number | null | undefined;
  /** None by default. */
  readonly scopes?: readonly SuperadminKeyScope[] | undefined;
}

/** `key` is the secret, present only in the response to the request that created the key. */
export type CreatedApiKey = ApiKey & { readonly key?: string };

/**
 * Generates a secret, creates the key with it, and adds the secret to the result. Neither the database nor the
 * replay of a repeated request has the secret.
 */
export async function withSecret<Key extends ApiKey>(
  create: (secret: string) => Promise<Key>,
): Promise<Key & CreatedApiKey> {
  const secret = generateKey();
  const key = await create(secret);
  return key.publicId === publicPartOf(secret) ? { ...key, key: secret } : key;
}

/** Creates a key with its event. Throws when the user is not active or `expiresAt` is in the past. */
export async function insertKey(
  { services, principal, organizationId }: Context,
  unitOfWork: UnitOfWork,
  {
    user,
    secret,
    name,
    expiresAt = null,
    scopes = [],
  }: NewKey & { readonly user: User; readonly secret: string },
): Promise<ApiKey> {
  const { tx, at, record } = unitOfWork;
  if (user.status !== "active") throw userInactive();
  if (expiresAt !== null && expiresAt <= at) throw expiresInPast(expiresAt, at);
  const created = await tx.apiKeys.create({
    id: services.createId(),
    userId: user.id,
    name,
    publicId: services.secrets.publicIdOf(secret),
    hash: services.secrets.hash("api-key", secret),
    createdBy: principal.userId,
    scopes,
    createdAt: at,
    expiresAt,
  });
  if ("taken" in created) throw idTaken();
  await services.quotas.requireWithin("apiKeys", organizationId, unitOfWork);
  record({ kind: "apiKey.created", subjectId: created.id, userId: user.id, before: null, after: created });
  return created;
}

/** Revokes a key that is not revoked, with its event. */
export async function revokeKey({ tx, at, record }: UnitOfWork, before: ApiKey): Promise<ApiKey> {
  const { id, userId } = before;
  const after = await tx.apiKeys.revoke(before, at);
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
