import type { User, UserHandle, UserId } from "../../model.ts";
import type { StoreReader, UserFilter, UserReference } from "../../storage/store.ts";
import type { Permission } from "../auth/access.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments, personRequired, userNotFound } from "../kernel/errors.ts";

/** Undefined when there is no such user, the user was removed, or the caller's API does not know service users. */
export async function findUser(
  context: Context,
  reads: StoreReader,
  reference: UserReference,
): Promise<User | undefined> {
  const user = await reads.users.find(reference);
  return user?.kind === "service" && !context.hasServiceUsers ? undefined : user;
}

/**
 * The user that the handle names at this moment: inside a transaction, a concurrent rename cannot change whom the
 * transaction concerns. Throws when there is none, and when several users have the name. `argument` names the handle in
 * the error.
 */
export async function existingUser(
  context: Context,
  reads: StoreReader,
  handle: UserHandle,
  argument = "user",
): Promise<User> {
  const user =
    typeof handle === "string"
      ? await findUser(context, reads, { id: handle })
      : single(await reads.users.named(handle), argument);
  if (user === undefined) throw userNotFound();
  return user;
}

/** The id of the user that the handle names now; undefined when it names nobody. An id is not looked up. */
export async function userIdOf(
  reads: StoreReader,
  handle: UserHandle,
  argument = "user",
): Promise<UserId | undefined> {
  return typeof handle === "string" ? handle : single(await reads.users.named(handle), argument)?.id;
}

/**
 * Committed data and the id of the user that the handle names now. Throws unless the caller has the permission for this
 * user; the permission is not checked for the name alone, which can belong to another user a moment later.
 */
export async function readsOfUser(
  context: Context,
  permission: Permission,
  handle: UserHandle,
  argument?: string,
): Promise<{ readonly reads: StoreReader; readonly userId: UserId | undefined }> {
  if (typeof handle === "string") return { reads: await context.reads(permission, handle), userId: handle };
  const named = await context.services.store.read(context.organizationId).users.named(handle);
  const reads = await context.reads(permission, onlyId(named));
  return { reads, userId: single(named, argument)?.id };
}

/** An id that no user has. */
const nobody = "" as UserId;

/**
 * Committed data, and the filter with the id of the user whom it names now. Nothing matches when it names nobody. Throws
 * unless the caller has the permission, for this user or for all.
 */
export async function readsForFilter<Filter extends { readonly userId?: UserHandle | undefined }>(
  context: Context,
  permission: Permission,
  filter: Filter,
): Promise<{
  readonly reads: StoreReader;
  readonly filter: Omit<Filter, "userId"> & { readonly userId: UserId | undefined };
}> {
  const { userId: handle } = filter;
  if (handle === undefined)
    return { reads: await context.reads(permission), filter: { ...filter, userId: undefined } };
  const { reads, userId = nobody } = await readsOfUser(context, permission, handle, "user");
  return { reads, filter: { ...filter, userId } };
}

const onlyId = (named: readonly User[]): UserId | undefined =>
  named.length === 1 ? named[0]?.id : undefined;

function single([user, another]: readonly User[], argument = "user"): User | undefined {
  if (another === undefined) return user;
  throw invalidArguments({
    argument,
    rule: "ambiguous",
    problem: "is the name of more than one user; name the user by their id",
  });
}

/** Leaves out service users where the caller's API does not know them. */
export const knownUsers = (context: Context, filter: UserFilter): UserFilter =>
  context.hasServiceUsers ? filter : { ...filter, kind: "person" };

/** Throws unless the user is a person. */
export function requirePerson({ kind }: Pick<User, "kind">): void {
  if (kind !== "person") throw personRequired();
}
