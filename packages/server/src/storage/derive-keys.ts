import { emailKey } from "../text/email.ts";
import { usernameKey } from "../text/names.ts";
import { searchKey, userSearchKey } from "../text/search-key.ts";
import type { Sql } from "./sql.ts";

const batchSize = 500;

/**
 * Computes the keys by which e-mail addresses and usernames are compared and texts are found. Of the users of an
 * organization that have the same key now and are not removed, the oldest keeps it; each other one gets its id as
 * variant, so that no data makes the migration fail.
 */
export async function deriveKeys(sql: Sql): Promise<void> {
  let taken = new Set<string>();
  let last = "";
  for await (const user of rows<UserRow>(sql, usersText)) {
    if (user.organization_id !== last) taken = new Set();
    last = user.organization_id;
    await storeUserKeys(sql, user, taken);
  }
  for await (const number of rows<NumberRow>(sql, numbersText)) await storeNumberKey(sql, number);
  await sql.script(uniqueIndexes);
}

/** Created last, because the keys of two rows can be exchanged. */
const uniqueIndexes = `
  create unique index user_email_is_unique on users (organization_id, email_key, email_variant)
    where status <> 'removed';
  create unique index user_username_is_unique on users (organization_id, username_key, username_variant)
    where status <> 'removed';`;

interface KeyedRow {
  organization_id: string;
  id: string;
  search_key: string;
}
interface UserRow extends KeyedRow {
  name: string;
  email: string | null;
  email_key: string | null;
  username: string | null;
  status: string;
}
interface NumberRow extends KeyedRow {
  line: string;
  alias: string | null;
}

const usersText = `select organization_id, id, name, email, email_key, username, status, search_key from users
  where (organization_id, id) > ($1, $2) order by organization_id, id limit $3`;
const numbersText = `select organization_id, id, line, alias, search_key from numbers
  where (organization_id, id) > ($1, $2) order by organization_id, id limit $3`;

/** Ids are ordered by creation time, except those that a superadmin chose. */
async function* rows<Row extends KeyedRow>(sql: Sql, text: string): AsyncGenerator<Row> {
  for (let [organizationId, id] = ["", ""]; ; ) {
    const page = await sql.all<Row>(text, organizationId, id, batchSize);
    yield* page;
    const last = page[batchSize - 1];
    if (last === undefined) return;
    [organizationId, id] = [last.organization_id, last.id];
  }
}

async function storeUserKeys(sql: Sql, user: UserRow, taken: Set<string>): Promise<void> {
  const email = user.email === null ? null : emailKey(user.email);
  const username = user.username === null ? null : usernameKey(user.username);
  const variantOf = (key: string) => {
    if (user.status === "removed") return "";
    if (taken.has(key)) return user.id;
    taken.add(key);
    return "";
  };
  const emailVariant = email === null ? "" : variantOf(`email ${email}`);
  const usernameVariant = username === null ? "" : variantOf(`username ${username}`);
  const search = userSearchKey(user);
  if (email === user.email_key && username === null && emailVariant === "" && search === user.search_key)
    return;
  await sql.run(
    `update users set email_key = $3, email_variant = $4, username_key = $5, username_variant = $6, search_key = $7
     where organization_id = $1 and id = $2`,
    user.organization_id,
    user.id,
    email,
    emailVariant,
    username,
    usernameVariant,
    search,
  );
}

async function storeNumberKey(sql: Sql, { organization_id, id, line, alias, search_key }: NumberRow) {
  const labels = await sql.all<{ label: string }>(
    `select label from assignments
     where organization_id = $1 and number_id = $2 and unassigned_at is null and label is not null order by id`,
    organization_id,
    id,
  );
  const key = searchKey(line, alias, ...labels.map(({ label }) => label));
  if (key === search_key) return;
  await sql.run(
    "update numbers set search_key = $3 where organization_id = $1 and id = $2",
    organization_id,
    id,
    key,
  );
}
