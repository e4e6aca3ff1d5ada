import type { Page, PageRequest, Timestamp, User, UserId, UserName, UserStatus } from "../../model.ts";
import { withoutCase } from "../../text/case.ts";
import { emailKey, withUnicodeLabels } from "../../text/email.ts";
import { usernameKey } from "../../text/names.ts";
import { userSearchKey } from "../../text/search-key.ts";
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
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import type { UserRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { erasedUserValues } from "./erased-user.ts";
import { checkKeys, keysOf } from "./user-keys.ts";

const columns = `id, serial, kind, name, email, username, role, is_owner, status, external_id, endpoints,
  signed_out_at, created_at, removed_at, version`;

const findText = (column: string): string =>
  `select ${columns} from users where organization_id = $1 and ${column} = $2 and status <> 'removed'`;
const findTexts = { byId: findText("id"), bySerial: findText("serial") };

export class UserQueries extends BoundQueries implements UserWriter {
  async find(reference: UserReference): Promise<User | undefined> {
    if ("username" in reference) return this.#findByUsername(reference.username);
    const [text, value] =
      "id" in reference ? [findTexts.byId, reference.id] : [findTexts.bySerial, reference.serial];
    const row = await this.sql.first<UserRow>(text, this.organizationId, value);
    return row && toUser(row);
  }

  async named(name: UserName): Promise<readonly User[]> {
    const [column, key] =
      "email" in name ? ["email_key", emailKey(name.email)] : ["username_key", usernameKey(name.username)];
    const rows = await this.sql.all<UserRow>(
      `select ${columns} from users
       where organization_id = $1 and ${column} = $2 and status <> 'removed' order by serial limit 2`,
      this.organizationId,
      key,
    );
    return rows.map(toUser);
  }

  async findInAnyState(id: UserId): Promise<User | undefined> {
    const row = await this.sql.first<UserRow>(
      `select ${columns} from users where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toUser(row);
  }

  async erase(id: UserId): Promise<User> {
    const user = await this.findInAnyState(id);
    if (user === undefined) throw new Error("an erased user does not exist");
    const values = erasedUserValues(user);
    const row = await firstOrThrow<UserRow>(
      this.sql,
      `update users set name = $3, email = $4, email_key = $5, email_variant = '', username = null,
         username_key = null, username_variant = '', external_id = null, endpoints = '[]', search_key = $6,
         version = version + 1
       where organization_id = $1 and id = $2 and status = 'removed' returning ${columns}`,
      this.organizationId,
      id,
      values.name,
      values.email,
      keysOf(values).email_key,
      userSearchKey(values),
    );
    return toUser(row);
  }

  async #findByUsername(username: string): Promise<User | undefined> {
    const rows = await this.sql.all<UserRow>(
      `select ${columns} from users where organization_id = $1 and username_key = $2 and status <> 'removed'`,
      this.organizationId,
      usernameKey(username),
    );
    const row = rows.length === 1 ? rows[0] : rows.find((it) => it.username === username);
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
      .and(
        // A domain keeps the final sigma, which a part of an address need not have typed.
        "replace(email_key, 'ς', 'σ') like ? escape '\\'",
        filter.email ? likePattern(withoutCase(withUnicodeLabels(filter.email))) : undefined,
      )
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
    const keys = keysOf(user);
    const row = await this.sql.first<UserRow>(
      `insert into users (organization_id, id, serial, name, email, email_key, username, username_key, search_key,
         role, is_owner, status, external_id, endpoints, created_at, version, kind)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from users where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $12, $13, 1, $14)
       on conflict do nothing returning ${columns}`,
      this.organizationId,
      user.id,
      user.name,
      user.email,
      keys.email_key,
      user.username,
      keys.username_key,
      userSearchKey(user),
      user.role,
      user.isOwner,
      user.externalId,
      JSON.stringify(user.endpoints),
      user.createdAt,
      user.kind,
    );
    if (row) return toUser(row);
    return (await checkKeys(this.sql, this.organizationId, user)).taken ?? { taken: "id" };
  }

  async update(before: User, changes: UserChanges): Promise<User | Taken<UniqueUserField>> {
    const { keys, taken } = await checkKeys(this.sql, this.organizationId, { id: before.id, ...changes });
    if (taken) return taken;
    this.sql.defer(
      `update users set name = $4, email = $5, email_key = $6, email_variant = $7, username = $8,
         username_key = $9, username_variant = $10, search_key = $11, role = $12, status = $13, external_id = $14,
         endpoints = $15, signed_out_at = $16, version = version + 1
       where organization_id = $1 and id = $2 and version = $3`,
      this.organizationId,
      before.id,
      before.version,
      changes.name,
      changes.email,
      keys.email_key,
      keys.email_variant,
      changes.username,
      keys.username_key,
      keys.username_variant,
      userSearchKey(changes),
      changes.role,
      changes.status,
      changes.externalId,
      JSON.stringify(changes.endpoints),
      changes.signedOutAt,
    );
    return { ...before, ...changes, version: before.version + 1 };
  }

  async setOwner(before: User, isOwner: boolean): Promise<User> {
    this.sql.defer(
      `update users set is_owner = $4, role = 'admin', version = version + 1
       where organization_id = $1 and id = $2 and version = $3`,
      this.organizationId,
      before.id,
      before.version,
      isOwner,
    );
    return { ...before, isOwner, role: "admin", version: before.version + 1 };
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
    const { taken } = await checkKeys(this.sql, this.organizationId, toUser(removed));
    if (taken) return taken;
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
