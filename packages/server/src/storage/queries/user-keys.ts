import type { OrganizationId, UserId } from "../../model.ts";
import { emailKey } from "../../text/email.ts";
import { usernameKey } from "../../text/names.ts";
import type { Taken } from "../contract/taken.ts";
import type { UniqueUserField } from "../contract/users.ts";
import type { Sql } from "../sql.ts";

/**
 * What an e-mail address and a username are compared by. A variant is empty, except in rows whose key another row had
 * already when the keys were introduced.
 */
export interface UserKeys {
  readonly email_key: string | null;
  readonly email_variant: string;
  readonly username_key: string | null;
  readonly username_variant: string;
}

interface UniqueValues {
  readonly id: UserId;
  readonly email: string | null;
  readonly username: string | null;
  readonly externalId: string | null;
}

/** The keys of a user; a variant is kept with its key. A service user has no address. */
export function keysOf({ email, username }: Omit<UniqueValues, "id">, before?: UserKeys): UserKeys {
  const email_key = email === null ? null : emailKey(email);
  const username_key = username === null ? null : usernameKey(username);
  return {
    email_key,
    email_variant: before?.email_key === email_key ? before.email_variant : "",
    username_key,
    username_variant: before?.username_key === username_key ? before.username_variant : "",
  };
}

type KeyRow = UserKeys & { readonly id: UserId; readonly external_id: string | null };

/** The keys that a user with these values has, and the value that another, not removed, user has. */
export async function checkKeys(
  sql: Sql,
  organizationId: OrganizationId,
  user: UniqueValues,
): Promise<{ readonly keys: UserKeys; readonly taken: Taken<UniqueUserField> | undefined }> {
  const wanted = keysOf(user);
  const select = `select id, email_key, email_variant, username_key, username_variant, external_id from users
    where organization_id = $1`;
  const isOther = "status <> 'removed' and id <> $2";
  // Several statements in one, because SQLite would not use the indexes for `or`.
  const rows = await sql.all<KeyRow>(
    `${select} and id = $2
     union all ${select} and email_key = $3 and ${isOther}
     union all ${select} and username_key = $4 and ${isOther}
     union all ${select} and external_id = $5 and ${isOther}`,
    organizationId,
    user.id,
    wanted.email_key,
    wanted.username_key,
    user.externalId,
  );
  const keys = keysOf(
    user,
    rows.find(({ id }) => id === user.id),
  );
  const others = rows.filter(({ id }) => id !== user.id);
  return { keys, taken: takenBy(others, keys, user.externalId) };
}

function takenBy(
  others: readonly KeyRow[],
  keys: UserKeys,
  externalId: string | null,
): Taken<UniqueUserField> | undefined {
  const has = (key: "email_key" | "username_key", variant: "email_variant" | "username_variant") =>
    keys[key] !== null &&
    others.some((other) => other[key] === keys[key] && other[variant] === keys[variant]);
  if (has("email_key", "email_variant")) return { taken: "email" };
  if (has("username_key", "username_variant")) return { taken: "username" };
  const hasExternalId = externalId !== null && others.some((other) => other.external_id === externalId);
  return hasExternalId ? { taken: "externalId" } : undefined;
}
