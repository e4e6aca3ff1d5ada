import type { ApiKeyId, Session, SessionId, SessionMethod } from "../../model.ts";
import type { Principal } from "../auth/access.ts";
import { generateSessionSecret } from "../auth/key-format.ts";
import { sessionLifetimeMs } from "../auth/sessions.ts";
import { useInvitation } from "../invitations/redeem-invitation.ts";
import type { Context } from "../kernel/context.ts";
import { idTaken, linkUsed, sessionNotExchangeable } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { homeOf } from "./sessions.ts";

/** A further session ends the user's oldest one. */
export const sessionsPerUserMax = 20;

/** `secret` is for the cookie, present only in the response to the request that created the session. */
export type CreatedSession = Session & { readonly secret?: string };

interface Origin {
  readonly method: SessionMethod;
  readonly keyId: ApiKeyId | null;
}

/**
 * Exchanges the caller's credential for a session, which acts as the same user with the same scopes and ends with the
 * credential. An invitation and a one-time link are used up. Throws for a session.
 */
export function createSession(context: Context): Promise<CreatedSession> {
  const { session } = context.principal;
  const validate = () => {
    if (session !== undefined) throw sessionNotExchangeable();
  };
  return startSession(context, originOf(context.principal), validate);
}

/** Starts a session of a caller whom an identity provider has identified. */
export const startIdentitySession = (context: Context): Promise<CreatedSession> =>
  startSession(context, { method: "identityProvider", keyId: null });

/** Starts a session of the caller, with the method that is recorded with it. */
async function startSession(caller: Context, origin: Origin, validate?: () => void): Promise<CreatedSession> {
  const context = homeOf(caller);
  const secret = generateSessionSecret();
  const options = { permission: "sessions:create", requiresOrganization: false, validate } as const;
  const created = await mutate(context, options, async (unitOfWork) => {
    await useUp(context, unitOfWork);
    return insertSession(context, unitOfWork, { ...origin, secret });
  });
  return created.publicId === context.services.secrets.publicIdOf(secret) ? { ...created, secret } : created;
}

function originOf({ role, token, credentialId }: Principal): Origin {
  if (role === "invitee") return { method: "invitation", keyId: null };
  if (role === "newcomer") return { method: "link", keyId: null };
  return token === undefined
    ? { method: "apiKey", keyId: credentialId as ApiKeyId }
    : { method: "token", keyId: null };
}

/** A credential that works once is used in the transaction of the session, so that two requests get one session. */
async function useUp(context: Context, unitOfWork: UnitOfWork): Promise<void> {
  const { role, credentialId } = context.principal;
  if (role === "invitee") await useInvitation(context, unitOfWork);
  if (role !== "newcomer") return;
  const used = await unitOfWork.tx.sessions.end(credentialId as SessionId, unitOfWork.at);
  if (used === undefined) throw linkUsed();
}

async function insertSession(
  { services, principal }: Context,
  { tx, at, invalidate }: UnitOfWork,
  { method, keyId, secret }: Origin & { readonly secret: string },
): Promise<Session> {
  const { createId, secrets, now } = services;
  const { userId, scopes = [], token } = principal;
  // Not `at`, which can be later than the clock: the session would seem to be used in the future.
  const createdAt = Math.min(at, now());
  for (const ended of await tx.sessions.endOldest(userId, sessionsPerUserMax - 1, at)) invalidate(ended);
  const created = await tx.sessions.create({
    id: createId(),
    kind: "session",
    userId,
    method,
    keyId,
    scopes,
    publicId: secrets.publicIdOf(secret),
    hash: secrets.hash("session", secret),
    createdAt,
    expiresAt: Math.min(createdAt + sessionLifetimeMs, token?.expiresAt ?? Number.POSITIVE_INFINITY),
  });
  if ("taken" in created) throw idTaken();
  return created;
}
