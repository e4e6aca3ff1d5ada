import type { User } from "../../model.ts";

/** What a user has in place of personal values after an erasure: a person must have an e-mail address. */
export const erasedUserValues = ({
  id,
  kind = "person",
}: Pick<User, "id"> & Partial<Pick<User, "kind">>): Pick<
  User,
  "name" | "email" | "username" | "externalId" | "endpoints"
> => ({
  name: "Erased user",
  email: kind === "person" ? `${id}@erased.invalid` : null,
  username: null,
  externalId: null,
  endpoints: [],
});
