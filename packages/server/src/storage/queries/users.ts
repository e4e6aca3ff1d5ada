import type { Id, User } from "../../model.ts";
import type { Taken } from "../contract/taken.ts";
import type { UserReference, UserWriter } from "../contract/users.ts";
import { addSearch, patternOf } from "../search.ts";
import { Conditions, firstOrThrow, listPage, type Sql, type SqlValue, withoutCase } from "../sql.ts";
import type { UserRow } from "../tables.ts";

const columns = `id, serial, name, email, username, role, is_owner, status, endpoints, created_at, removed_at,
  version`;

export function userQueries(sql: Sql, organizationId: Id): UserWriter {
  return {
    async find(reference) {
      const [column, value] = columnOf(reference);
      const row = await sql.first<UserRow>(
        `select ${columns} from users where organization_id = $1 and ${column} = $2 and status <> 'removed'`,
        organizationId,
        value,
      );
      return row && toUser(row);
    },

    async list(filter, page) {
      const conditions = new Conditions()
        .and("organization_id = ?", organizationId)
        .and("email_key like ? escape '\\'", filter.email ? patternOf(withoutCase(filter.email)) : undefined)
        .and("status = ?", filter.status)
        .and("role = ?", filter.role);
      const from = await addSearch(conditions, sql, { table: "users", alias: "users" }, filter.search);
      if (filter.status === undefined) conditions.and("status <> 'removed'");
      return listPage<UserRow, User>({
        sql,
        columns,
        from,
        conditions,
        order: "number" in page ? ["created_at", "id"] : ["serial"],
        page,
        toItem: toUser,
        keyOf: (row) => [row.serial],
      });
    },

    async create(user) {
      const row = await sql.first<UserRow>(
        `insert into users (organization_id, id, serial, name, email, email_key, username, search_key, role,
           is_owner, status, endpoints, created_at, version)
         values ($1, $2, (select coalesce(max(serial), 0) + 1 from users where organization_id = $1),
           $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11, 1)
         on conflict do nothing returning ${columns}`,
        organizationId,
        user.id,
        user.name,
        user.email,
        withoutCase(user.email),
        user.username,
        searchKey(user),
        user.role,
        user.isOwner,
        JSON.stringify(user.endpoints),
        user.createdAt,
      );
      return row ? toUser(row) : ((await taken(sql, organizationId, user)) ?? { taken: "id" });
    },

    async update(id, changes) {
      const refusal = await taken(sql, organizationId, { id, ...changes });
      if (refusal) return refusal;
      const row = await firstOrThrow<UserRow>(
        sql,
        `update users set name = $3, email = $4, email_key = $5, username = $6, search_key = $7, role = $8,
           status = $9, endpoints = $10, version = version + 1
         where organization_id = $1 and id = $2 returning ${columns}`,
        organizationId,
        id,
        changes.name,
        changes.email,
        withoutCase(changes.email),
        changes.username,
        searchKey(changes),
        changes.role,
        changes.status,
        JSON.stringify(changes.endpoints),
      );
      return toUser(row);
    },

    async restore(id, status) {
      const removed = await firstOrThrow<UserRow>(
        sql,
        `select ${columns} from users where organization_id = $1 and id = $2`,
        organizationId,
        id,
      );
      const refusal = await taken(sql, organizationId, removed);
      if (refusal) return refusal;
      const row = await firstOrThrow<UserRow>(
        sql,
        `update users set status = $3, removed_at = null, version = version + 1
         where organization_id = $1 and id = $2 returning ${columns}`,
        organizationId,
        id,
        status,
      );
      return toUser(row);
    },

    async remove(id, at) {
      const row = await firstOrThrow<UserRow>(
        sql,
        `update users set status = 'removed', removed_at = $3, version = version + 1
         where organization_id = $1 and id = $2 returning ${columns}`,
        organizationId,
        id,
        at,
      );
      return toUser(row);
    },
  };
}

function columnOf(reference: UserReference): [string, SqlValue] {
  if ("id" in reference) return ["id", reference.id];
  if ("serial" in reference) return ["serial", reference.serial];
  return ["username", reference.username];
}

/** Which name of this user belongs to another one who was not removed. */
async function taken(
  sql: Sql,
  organizationId: Id,
  user: { id: Id; email: string; username: string | null },
): Promise<Taken<"email" | "username"> | undefined> {
  const other = await sql.first<{ email_key: string }>(
    `select email_key from users
     where organization_id = $1 and status <> 'removed' and id <> $2 and (email_key = $3 or username = $4)
     order by case when email_key = $3 then 0 else 1 end`,
    organizationId,
    user.id,
    withoutCase(user.email),
    user.username,
  );
  return other && { taken: other.email_key === withoutCase(user.email) ? "email" : "username" };
}

const searchKey = (user: { name: string; email: string; username: string | null }): string =>
  withoutCase([user.name, user.email, user.username ?? ""].join("\n"));

export { columns as userColumns };

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    serial: row.serial,
    name: row.name,
    email: row.email,
    username: row.username,
    role: row.role,
    isOwner: Boolean(row.is_owner),
    status: row.status,
    endpoints: JSON.parse(row.endpoints),
    createdAt: row.created_at,
    removedAt: row.removed_at,
    version: row.version,
  };
}
