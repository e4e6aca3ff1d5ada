import type { Session, SessionId, SessionWithUse, UserHandle, UserId } from "../../model.ts";
import type { SessionFilter } from "../../storage/store.ts";
import { requireOwnerOrPlatform } from "../api-keys/key-rules.ts";
import { sessionIdleMs } from "../auth/sessions.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { sessionNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { existingUser, readsOfUser } from "../users/find-user.ts";

/** Lists the open sessions of the organization's users by serial; for a member only their own. */
export async function listSessions(
  context: Context,
  { user, ...request }: CursorRequest & { readonly user?: UserHandle | undefined },
): Promise<CursorPage<SessionWithUse>> {
  const { userId: callerId } = context.principal;
  if (user !== undefined) {
    const { userId } = await readsOfUser(context, "sessions:read", user);
    return userId === undefined ? { items: [], nextCursor: null } : listOf(context, request, userId);
  }
  await context.reads("sessions:read", callerId);
  return listOf(context, request, context.isAllowed("sessions:read") ? undefined : callerId);
}

/** Lists the caller's open sessions by serial. */
export async function listOwnSessions(
  caller: Context,
  request: CursorRequest,
): Promise<CursorPage<SessionWithUse>> {
  caller.require("sessions:own");
  return listOf(homeOf(caller), request, caller.principal.userId);
}

function listOf(
  context: Context,
  request: CursorRequest,
  userId: UserId | undefined,
): Promise<CursorPage<SessionWithUse>> {
  const { store, now } = context.services;
  const { sessions } = store.read(context.organizationId);
  const at = now();
  const filter: SessionFilter = { userId, validAt: { expiresAfter: at, usedAfter: at - sessionIdleMs } };
  const bound = { name: "sessions", filter: { userId } };
  return listByCursor(context, bound, request, (page) => sessions.list(filter, page));
}

/**
 * Ends a session of one of the organization's users, effective from the next request. Throws when there is no such session,
 * or it is the owner's and the caller is another admin.
 */
export function endSession(context: Context, id: SessionId): Promise<Session> {
  const options = { permission: "sessions:end", userId: context.principal.userId } as const;
  return mutate(context, options, async ({ tx, at, invalidate }) => {
    const session = await tx.sessions.find(id);
    if (session === undefined || !context.isAllowed("sessions:end", session.userId)) throw sessionNotFound();
    requireOwnerOrPlatform(context, await existingUser(context, tx, session.userId));
    invalidate(id);
    return (await tx.sessions.end(id, at)) ?? session;
  });
}

/** Ends one of the caller's sessions; without an id the one of this request. Throws when there is no such session. */
export function endOwnSession(caller: Context, id = caller.principal.session?.id): Promise<Session> {
  const options = { permission: "sessions:own", requiresOrganization: false } as const;
  return mutate(homeOf(caller), options, async ({ tx, at, invalidate }) => {
    const session = id && (await tx.sessions.find(id));
    if (!session || session.userId !== caller.principal.userId) throw sessionNotFound();
    invalidate(session.id);
    return (await tx.sessions.end(session.id, at)) ?? session;
  });
}

/** The context of the records of the caller's own organization, which is the platform for its users. */
export const homeOf = (caller: Context): Context =>
  caller.principal.organizationId === null ? caller.forPlatform() : caller;
