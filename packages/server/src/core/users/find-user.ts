import type { Id, User } from "../../model.ts";
import type { Reads } from "../../storage/store.ts";
import { userNotFound } from "../kernel/errors.ts";

/** Throws when there is no such user, or the user was removed. */
export async function existingUser(reads: Reads, id: Id): Promise<User> {
  const user = await reads.users.find({ id });
  if (user === undefined) throw userNotFound();
  return user;
}
