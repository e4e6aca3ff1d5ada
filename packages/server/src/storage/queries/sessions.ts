import type {
  ApiKeyId,
  Page,
  PageRequest,
  Session,
  SessionId,
  SessionWithUse,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { NewSession, SessionFilter, SessionWriter } from "../contract/sessions.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, listPage } from "../sql.ts";
import type { SessionRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = "id, serial, user_id, public_id, method, key_id, scopes, created_at, expires_at, ended_at";
const withUse = `from (select s.*, coalesce(l.last_used_at, s.created_at) as last_used_at from sessions s
  left join session_uses l on l.organization_id = s.organization_id and l.session_id = s.id) s`;
type UsedSessionRow = SessionRow & { last_used_at: number };

export class SessionQueries extends BoundQueries implements SessionWriter {
  list({ userId, validAt }: SessionFilter, page: PageRequest): Promise<Page<SessionWithUse>> {
    return listPage<UsedSessionRow, SessionWithUse>({
      sql: this.sql,
      columns: `${columns}, last_used_at`,
      from: withUse,
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("user_id = ?", userId)
        .and("kind = 'session' and ended_at is null")
        .and("expires_at > ?", validAt.expiresAfter)
        .and("last_used_at > ?", validAt.usedAfter),
      order: ["serial"],
      page,
      toItem: (row) => ({ ...toSession(row), lastUsedAt: row.last_used_at }),
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: SessionId): Promise<Session | undefined> {
    const row = await this.sql.first<SessionRow>(
      `select ${columns} from sessions
       where organization_id = $1 and id = $2 and kind = 'session' and ended_at is null`,
      this.organizationId,
      id,
    );
    return row && toSession(row);
  }

  async create(session: NewSession): Promise<Session | Taken<"publicId">> {
    const row = await this.sql.first<SessionRow>(
      `insert into sessions (organization_id, id, serial, kind, user_id, method, key_id, scopes, public_id, hash,
         created_at, expires_at)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from sessions where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (public_id) do nothing returning ${columns}`,
      this.organizationId,
      session.id,
      session.kind,
      session.userId,
      session.method,
      session.keyId,
      JSON.stringify(session.scopes),
      session.publicId,
      session.hash,
      session.createdAt,
      session.expiresAt,
    );
    return row ? toSession(row) : { taken: "publicId" };
  }

  async end(id: SessionId, at: Timestamp): Promise<Session | undefined> {
    const row = await this.sql.first<SessionRow>(
      `update sessions set ended_at = $3
       where organization_id = $1 and id = $2 and ended_at is null returning ${columns}`,
      this.organizationId,
      id,
      at,
    );
    return row && toSession(row);
  }

  async endOfUser(userId: UserId, at: Timestamp): Promise<void> {
    this.sql.deferAny(
      "update sessions set ended_at = $3 where organization_id = $1 and user_id = $2 and ended_at is null",
      this.organizationId,
      userId,
      at,
    );
  }

  async endOfKey(keyId: ApiKeyId, at: Timestamp): Promise<void> {
    this.sql.deferAny(
      "update sessions set ended_at = $3 where organization_id = $1 and key_id = $2 and ended_at is null",
      this.organizationId,
      keyId,
      at,
    );
  }

  async endOldest(userId: UserId, countMax: number, at: Timestamp): Promise<readonly SessionId[]> {
    const rows = await this.sql.all<{ id: SessionId }>(
      `update sessions set ended_at = $3 where organization_id = $1 and id in
         (select id from sessions where organization_id = $1 and user_id = $2 and ended_at is null
          order by serial desc limit 1000 offset $4)
       returning id`,
      this.organizationId,
      userId,
      at,
      countMax,
    );
    return rows.map(({ id }) => id);
  }

  async endLinks(at: Timestamp): Promise<void> {
    await this.sql.run(
      "update sessions set ended_at = $2 where organization_id = $1 and kind = 'link' and ended_at is null",
      this.organizationId,
      at,
    );
  }
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    serial: row.serial,
    userId: row.user_id,
    publicId: row.public_id,
    method: row.method,
    keyId: row.key_id,
    scopes: JSON.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}
