import type { ApiKey, ApiKeyId, ApiKeyWithUse, Page, PageRequest, Timestamp, UserId } from "../../model.ts";
import type { ApiKeyFilter, ApiKeyWriter, NewApiKey } from "../contract/api-keys.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, listPage } from "../sql.ts";
import type { ApiKeyRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns =
  "id, serial, user_id, name, public_id, created_by, scopes, created_at, expires_at, revoked_at";

const columnsWithUse = `${columns}, last_used_at`;
const joinUse = "left join api_key_uses l on l.organization_id = k.organization_id and l.key_id = k.id";
type UsedKeyRow = ApiKeyRow & { last_used_at: number | null };

export class ApiKeyQueries extends BoundQueries implements ApiKeyWriter {
  list({ userId }: ApiKeyFilter, page: PageRequest): Promise<Page<ApiKeyWithUse>> {
    return listPage<UsedKeyRow, ApiKeyWithUse>({
      sql: this.sql,
      columns: columnsWithUse,
      from: "from api_keys k",
      lookups: { alias: "k", joins: joinUse },
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("user_id = ?", userId)
        .and("revoked_at is null"),
      order: ["serial"],
      page,
      toItem: toKeyWithUse,
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: ApiKeyId): Promise<ApiKey | undefined> {
    const row = await this.sql.first<ApiKeyRow>(
      `select ${columns} from api_keys where organization_id = $1 and id = $2 and revoked_at is null`,
      this.organizationId,
      id,
    );
    return row && toApiKey(row);
  }

  async ofUser(userId: UserId): Promise<readonly ApiKey[]> {
    const rows = await this.sql.all<ApiKeyRow>(
      `select ${columns} from api_keys
       where organization_id = $1 and user_id = $2 and revoked_at is null order by serial`,
      this.organizationId,
      userId,
    );
    return rows.map(toApiKey);
  }

  async createdForServices(userId: UserId): Promise<readonly ApiKeyWithUse[]> {
    const rows = await this.sql.all<UsedKeyRow>(
      `select ${columnsWithUse} from (
         select a.* from api_keys a join users u on u.organization_id = a.organization_id and u.id = a.user_id
         where a.organization_id = $1 and a.created_by = $2 and a.revoked_at is null and u.kind = 'service') k
       ${joinUse} order by serial`,
      this.organizationId,
      userId,
    );
    return rows.map(toKeyWithUse);
  }

  async create(key: NewApiKey): Promise<ApiKey | Taken<"publicId">> {
    const row = await this.sql.first<ApiKeyRow>(
      `insert into api_keys (organization_id, id, serial, user_id, name, public_id, hash, created_at,
         expires_at, created_by, scopes)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from api_keys where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (public_id) do nothing returning ${columns}`,
      this.organizationId,
      key.id,
      key.userId,
      key.name,
      key.publicId,
      key.hash,
      key.createdAt,
      key.expiresAt,
      key.createdBy,
      JSON.stringify(key.scopes),
    );
    return row ? toApiKey(row) : { taken: "publicId" };
  }

  async expire(before: ApiKey, expiresAt: Timestamp): Promise<ApiKey> {
    this.sql.defer(
      "update api_keys set expires_at = $3 where organization_id = $1 and id = $2 and revoked_at is null",
      this.organizationId,
      before.id,
      expiresAt,
    );
    return { ...withoutUse(before), expiresAt };
  }

  async revoke(before: ApiKey, at: Timestamp): Promise<ApiKey> {
    this.sql.defer(
      "update api_keys set revoked_at = $3 where organization_id = $1 and id = $2 and revoked_at is null",
      this.organizationId,
      before.id,
      at,
    );
    return { ...withoutUse(before), revokedAt: at };
  }

  async eraseNames(userId: UserId): Promise<void> {
    await this.sql.run(
      "update api_keys set name = 'erased' where organization_id = $1 and user_id = $2",
      this.organizationId,
      userId,
    );
  }

  async setPublicId(id: ApiKeyId, publicId: string): Promise<void> {
    await this.sql.run(
      `update api_keys set public_id = $3 where organization_id = $1 and id = $2
         and not exists (select 1 from api_keys where public_id = $3)`,
      this.organizationId,
      id,
      publicId,
    );
  }
}

/** A list has the last use, which is not part of the key. */
function withoutUse(key: ApiKey & { readonly lastUsedAt?: Timestamp | null }): ApiKey {
  const { lastUsedAt, ...stored } = key;
  return stored;
}

const toKeyWithUse = (row: UsedKeyRow): ApiKeyWithUse => ({
  ...toApiKey(row),
  lastUsedAt: row.last_used_at,
});

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    serial: row.serial,
    userId: row.user_id,
    name: row.name,
    publicId: row.public_id,
    createdBy: row.created_by,
    scopes: JSON.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
