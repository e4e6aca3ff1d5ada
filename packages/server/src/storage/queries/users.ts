import type { OrganizationId, Page, PageRequest, Timestamp, User, UserId, UserStatus } from "../../model.ts";
import type { Taken } from "../contract/taken.ts";
import type {
  NewUser,
  UniqueUserField,
  UserChanges,
  UserFilter,
  UserReference,
  UserWriter,
} from "../contract/users.ts";
import { addSearch, likePattern } from "../search.ts";
import { Conditions, firstOrThrow, listPage, type Sql, type SqlValue, withoutCase } from "../sql.ts";
import type { UserRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = `id, serial, kind, name, email, username, role, is_owner, status, external_id, endpoints,
  signed_out_at, created_at, removed_at, version`;

export class UserQueries extends BoundQueries implements UserWriter {
  async find(reference: UserReference): Promise<User | undefined> {
    const [column, value] = columnOf(reference);
    const row = await this.sql.first<UserRow>(
      `select ${columns} from users where organization_id = $1 and ${column} = $2 and status <> 'removed'`,
      this.organizationId,
      value,
    );
    return row && toUser(row);
  }

  async owner(): Promise<User | undefined> {
    const row = await this.sql.first<UserRow>(
      `select ${columns} from users where organization_id = $1 and is_owner`,
      this.organizationId,
    );
    return row && toUser(row);
  }

  async list(filter: UserFilter, page: PageRequest): Promise<Page<User>> {
    const conditions = new Conditions()
      .and("organization_id = ?", this.organizationId)
      .and("email_key like ? escape '\\'", filter.email ? likePattern(withoutCase(filter.email)) : undefined)
      .and("status = ?", filter.status)
      .and("role = ?", filter.role)
      .and("kind = ?", filter.kind);
    const from = await addSearch(conditions, this.sql, { table: "users", alias: "users" }, filter.search);
    if (filter.status === undefined) conditions.and("status <> 'removed'");
    return listPage<UserRow, User>({
      sql: this.sql,
      columns,
      from,
      conditions,
      order: "number" in page ? ["created_at", "id"] : ["serial"],
      page,
      toItem: toUser,
      keyOf: (row) => [row.serial],
    });
  }

  async create(user: NewUser): Promise<User | Taken<"id" | UniqueUserField>> {
    const row = await this.sql.first<UserRow>(
      `insert into users (organization_id, id, serial, name, email, email_key, username, search_key, role,
         is_owner, status, external_id, endpoints, created_at, version, kind)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from users where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11, $12, 1, $13)
       on conflict do nothing returning ${columns}`,
      this.organizationId,
      user.id,
      user.name,
      user.email,
      emailKey(user.email),
      user.username,
      searchKey(user),
      user.role,
      user.isOwner,
      user.externalId,
      JSON.stringify(user.endpoints),
      user.createdAt,
      user.kind,
    );
    return row ? toUser(row) : ((await findTaken(this.sql, this.organizationId, user)) ?? { taken: "id" });
  }

  async update(id: UserId, changes: UserChanges): Promise<User | Taken<UniqueUserField>> {
    const violation = await findTaken(this.sql, this.organizationId, { id, ...changes });
    if (violation) return violation;
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set name = $3, email = $4, email_key = $5, username = $6, search_key = $7, role = $8,
         status = $9, external_id = $10, endpoints = $11, signed_out_at = $12, version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      changes.name,
      changes.email,
      emailKey(changes.email),
      changes.username,
      searchKey(changes),
      changes.role,
      changes.status,
      changes.externalId,
      JSON.stringify(changes.endpoints),
      changes.signedOutAt,
    );
    return toUser(row);
  }

  async setOwner(id: UserId, isOwner: boolean): Promise<User> {
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set is_owner = $3, role = 'admin', version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      isOwner,
    );
    return toUser(row);
  }

  async signOut(id: UserId, at: Timestamp): Promise<User> {
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set signed_out_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      at,
    );
    return toUser(row);
  }

  async restore(
    id: UserId,
    { status, signedOutAt }: { readonly status: UserStatus; readonly signedOutAt: Timestamp },
  ): Promise<User | Taken<UniqueUserField>> {
    const removed = await firstOrThrow<UserRow>(
      this.sql,
      `select ${columns} from users where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    const violation = await findTaken(this.sql, this.organizationId, toUser(removed));
    if (violation) return violation;
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set status = $3, removed_at = null, signed_out_at = $4, version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      status,
      signedOutAt,
    );
    return toUser(row);
  }

  async remove(id: UserId, at: Timestamp): Promise<User> {
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set status = 'removed', removed_at = $3, signed_out_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      at,
    );
    return toUser(row);
  }
}

function columnOf(reference: UserReference): [string, SqlValue] {
  if ("id" in reference) return ["id", reference.id];
  if ("serial" in reference) return ["serial", reference.serial];
  return ["username", reference.username];
}

interface UniqueValues {
  readonly id: UserId;
  readonly email: string | null;
  readonly username: string | null;
  readonly externalId: string | null;
}

/** Finds the value that another, not removed, user has. */
async function findTaken(
  sql: Sql,
  organizationId: OrganizationId,
  { id, email, username, externalId }: UniqueValues,
): Promise<Taken<UniqueUserField> | undefined> {
  const other = await sql.first<{ taken: UniqueUserField }>(
    `select case when email_key = $3 then 'email' when username = $4 then 'username' else 'externalId' end as taken
     from users
     where organization_id = $1 and status <> 'removed' and id <> $2
       and (email_key = $3 or username = $4 or external_id = $5)
     order by case when email_key = $3 then 0 when username = $4 then 1 else 2 end`,
    organizationId,
    id,
    emailKey(email),
    username,
    externalId,
  );
  return other && { taken: other.taken };
}

const searchKey = (user: { name: string; email: string | null; username: string | null }): string =>
  withoutCase([user.name, user.email ?? "", user.username ?? ""].join("\n"));

/** Null for a service user. */
const emailKey = (email: string | null): string | null => (email === null ? null : withoutCase(email));

export { columns as userColumns };

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    serial: row.serial,
    kind: row.kind,
    name: row.name,
    email: row.email,
    username: row.username,
    role: row.role,
    isOwner: Boolean(row.is_owner),
    status: row.status,
    externalId: row.external_id,
    endpoints: JSON.parse(row.endpoints),
    signedOutAt: row.signed_out_at,
    createdAt: row.created_at,
    removedAt: row.removed_at,
    version: row.version,
  };
}
