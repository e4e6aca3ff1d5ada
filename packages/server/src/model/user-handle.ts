import type { UserId } from "../model.ts";

/** What names a user who is not removed, as usernames and e-mail addresses are compared. */
export type UserName = { readonly username: string } | { readonly email: string };

/** How a caller refers to a user. */
export type UserHandle = UserId | UserName;
