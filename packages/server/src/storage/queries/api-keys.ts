import type { ApiKey, Id } from "../../model.ts";
import type { ApiKeyWriter } from "../contract/api-keys.ts";
import { Conditions, firstOrThrow, listPage, type Sql } from "../sql.ts";
import type { ApiKeyRow } from "../tables.ts";

const columns = "id, serial, user_id, name, public_id, created_at, expires_at, revoked_at";

export function apiKeyQueries(sql: Sql, organizationId: Id): ApiKeyWriter {
  return {
    list: ({ userId }, page) =>
      listPage<ApiKeyRow, ApiKey>({
        sql,
        columns,
        from: "from api_keys",
        conditions: new Conditions()
          .and("organization_id = ?", organizationId)
          .and("user_id = ?", userId)
          .and("revoked_at is null"),
        order: ["serial"],
        page,
        toItem: toApiKey,
        keyOf: (row) => [row.serial],
      }),

    async find(id) {
      const row = await sql.first<ApiKeyRow>(
        `select ${columns} from api_keys where organization_id = $1 and id = $2 and revoked_at is null`,
        organizationId,
        id,
      );
      return row && toApiKey(row);
    },

    async ofUser(userId) {
      const rows = await sql.all<ApiKeyRow>(
        `select ${columns} from api_keys
         where organization_id = $1 and user_id = $2 and revoked_at is null order by serial`,
        organizationId,
        userId,
      );
      return rows.map(toApiKey);
    },

    async create(key) {
      const row = await sql.first<ApiKeyRow>(
        `insert into api_keys (organization_id, id, serial, user_id, name, public_id, hash, created_at,
           expires_at)
         values ($1, $2, (select coalesce(max(serial), 0) + 1 from api_keys where organization_id = $1),
           $3, $4, $5, $6, $7, $8)
         on conflict (public_id) do nothing returning ${columns}`,
        organizationId,
        key.id,
        key.userId,
        key.name,
        key.publicId,
        key.hash,
        key.createdAt,
        key.expiresAt,
      );
      return row ? toApiKey(row) : { taken: "publicId" };
    },

    async revoke(id, at) {
      const row = await firstOrThrow<ApiKeyRow>(
        sql,
        `update api_keys set revoked_at = $3
         where organization_id = $1 and id = $2 and revoked_at is null returning ${columns}`,
        organizationId,
        id,
        at,
      );
      return toApiKey(row);
    },
  };
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    serial: row.serial,
    userId: row.user_id,
    name: row.name,
    publicId: row.public_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
