import type { User, UserHandle } from "../../model.ts";
import { requireOwnerOrPlatform } from "../api-keys/key-rules.ts";
import type { Context } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import { existingUser } from "./find-user.ts";

/**
 * Ends the user's JWTs: those issued until now are rejected from the next request on. API keys stay valid. Throws when the
 * user is the owner and the caller is another admin.
 */
export function signOutUser(context: Context, handle: UserHandle): Promise<User> {
  return mutate(context, { permission: "users:signOut", userId: handle }, async ({ tx, at, record }) => {
    const before = await existingUser(context, tx, handle);
    const userId = before.id;
    requireOwnerOrPlatform(context, before);
    const after = await tx.users.signOut(userId, at);
    record({ kind: "user.signedOut", subjectId: userId, userId, before, after });
    return after;
  });
}
