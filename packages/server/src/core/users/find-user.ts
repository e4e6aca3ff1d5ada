import type { User, UserId } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { userNotFound } from "../kernel/errors.ts";

/** Throws when there is no such user, or the user was removed. */
export async function existingUser(reads: StoreReader, id: UserId): Promise<User> {
  const user = await reads.users.find({ id });
  if (user === undefined) throw userNotFound();
  return user;
}
