import type { User, UserId } from "../../model.ts";
import type { StoreReader, UserFilter, UserReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { personRequired, userNotFound } from "../kernel/errors.ts";

/** Undefined when there is no such user, the user was removed, or the caller's API does not know service users. */
export async function findUser(
  context: Context,
  reads: StoreReader,
  reference: UserReference,
): Promise<User | undefined> {
  const user = await reads.users.find(reference);
  return user?.kind === "service" && !context.hasServiceUsers ? undefined : user;
}

/** Like `findUser`, and throws when there is no such user. */
export async function existingUser(context: Context, reads: StoreReader, id: UserId): Promise<User> {
  const user = await findUser(context, reads, { id });
  if (user === undefined) throw userNotFound();
  return user;
}

/** Leaves out service users where the caller's API does not know them. */
export const knownUsers = (context: Context, filter: UserFilter): UserFilter =>
  context.hasServiceUsers ? filter : { ...filter, kind: "person" };

/** Throws unless the user is a person. */
export function requirePerson({ kind }: Pick<User, "kind">): void {
  if (kind !== "person") throw personRequired();
}
