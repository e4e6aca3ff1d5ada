import type { Page, PageRequest, User, UserHandle } from "../../model.ts";
import type { UserFilter, UserReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { userNotFound, userRemoved } from "../kernel/errors.ts";
import type { CachedRecord } from "../kernel/record-cache.ts";
import { type SelectionResult, type Selector, select } from "../kernel/selection.ts";
import { existingUser, findUser, knownUsers, readsOfUser } from "./find-user.ts";

/** Throws when there is no such user, or the user was removed. */
export async function getUser(context: Context, handle: UserHandle): Promise<User> {
  const { reads, userId } = await readsOfUser(context, "users:read", handle);
  if (userId === undefined) throw userNotFound();
  return existingUser(context, reads, userId);
}

/** Like `getUser`, but the error for a removed user states when they left and by which offboarding. */
export async function getUserOrRemoval(context: Context, handle: UserHandle): Promise<User> {
  const keep = context.startCachedRead();
  const { reads, userId } = await readsOfUser(context, "users:read", handle);
  const user = userId && (await reads.users.findInAnyState(userId));
  if (!user) throw userNotFound();
  if (user.removedAt === null) {
    keep("user", textOf(handle), user);
    return user;
  }
  const offboarding = await reads.offboardings.ofRemovedUser(user.id);
  throw userRemoved(user.removedAt, offboarding?.id);
}

/** Like `getUserOrRemoval`, from the cache only, by an id, `@username` or e-mail address; undefined for a user to be read. */
export function getUserFromCache(context: Context, reference: string): CachedRecord<User> | undefined {
  const user = context.findCached<User>("user", reference);
  return user && context.canReadCached("users:read", user.value.id) ? user : undefined;
}

function textOf(handle: UserHandle): string {
  if (typeof handle === "string") return handle;
  return "email" in handle ? handle.email : `@${handle.username}`;
}

/** Lists the users that match the filter, by serial; without a status, removed users are left out. */
export async function listUsers(
  context: Context,
  filter: UserFilter,
  request: CursorRequest,
): Promise<CursorPage<User>> {
  const reads = await context.reads("users:list");
  return listByCursor(context, { name: "users", filter }, request, (page) =>
    reads.users.list(knownUsers(context, filter), page),
  );
}

/** Lists the users that match the filter by serial, in numbered pages. */
export async function listUsersByPage(
  context: Context,
  filter: UserFilter,
  page: PageRequest,
): Promise<Page<User>> {
  const reads = await context.reads("users:list");
  return reads.users.list(knownUsers(context, filter), page);
}

/** Finds the one user that all selectors name; returns field errors when they do not agree on one. */
export async function selectUser(
  context: Context,
  selectors: readonly Selector<UserReference>[],
): Promise<SelectionResult<User>> {
  const reads = await context.reads("users:list");
  return select(selectors, async (reference) => {
    const user = await findUser(context, reads, reference);
    return user ? [user] : [];
  });
}
