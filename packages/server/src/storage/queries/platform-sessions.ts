import type { ApiKeyId } from "../../model.ts";
import type { CredentialUser, SessionUse, StoredSession } from "../contract/platform.ts";
import type { Sql } from "../sql.ts";
import {
  type CredentialUserRow,
  credentialUserColumns,
  toCredentialUser,
  userOrganization,
} from "./credential-users.ts";

type StoredSessionRow = Omit<StoredSession, "scopes" | "key"> & {
  readonly scopes: string;
  readonly keyId: ApiKeyId | null;
  readonly keyExpiresAt: number | null;
  readonly keyRevokedAt: number | null;
};

export async function findSession(
  sql: Sql,
  publicId: string,
): Promise<(StoredSession & { readonly user: CredentialUser }) | undefined> {
  const row = await sql.first<CredentialUserRow & StoredSessionRow>(
    `select s.id, s.kind, s.hash, s.method, s.scopes, s.created_at as "createdAt", s.expires_at as "expiresAt",
       s.ended_at as "endedAt", coalesce(l.last_used_at, s.created_at) as "lastUsedAt",
       s.key_id as "keyId", k.expires_at as "keyExpiresAt", k.revoked_at as "keyRevokedAt", ${credentialUserColumns}
     from sessions s
     join users u on u.organization_id = s.organization_id and u.id = s.user_id
     ${userOrganization}
     left join api_keys k on k.organization_id = s.organization_id and k.id = s.key_id
     left join session_uses l on l.organization_id = s.organization_id and l.session_id = s.id
     where s.public_id = $1`,
    publicId,
  );
  return row && { ...toStoredSession(row), user: toCredentialUser(row) };
}

const toStoredSession = (row: StoredSessionRow): StoredSession => ({
  id: row.id,
  kind: row.kind,
  hash: row.hash,
  method: row.method,
  scopes: JSON.parse(row.scopes),
  createdAt: row.createdAt,
  lastUsedAt: row.lastUsedAt,
  expiresAt: row.expiresAt,
  endedAt: row.endedAt,
  key:
    row.keyId === null ? null : { id: row.keyId, expiresAt: row.keyExpiresAt, revokedAt: row.keyRevokedAt },
});

/** In the order of the key, so that two processes never wait for each other. */
export async function recordSessionUse(tx: Sql, uses: readonly SessionUse[]): Promise<void> {
  const keyOf = ({ organizationId, sessionId }: SessionUse) => `${organizationId}${sessionId}`;
  for (const use of uses.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)))
    await tx.run(
      `insert into session_uses (organization_id, session_id, last_used_at) values ($1, $2, $3)
       on conflict (organization_id, session_id) do update set last_used_at = excluded.last_used_at
       where excluded.last_used_at > session_uses.last_used_at`,
      use.organizationId,
      use.sessionId,
      use.at,
    );
}

/** Returns how many it deleted. */
export async function deleteSessions(tx: Sql, before: number, countMax: number): Promise<number> {
  const expired =
    "select organization_id, id from sessions where expires_at < $1 order by expires_at, id limit $2";
  await tx.run(
    `delete from session_uses where (organization_id, session_id) in (${expired})`,
    before,
    countMax,
  );
  return tx.run(`delete from sessions where (organization_id, id) in (${expired})`, before, countMax);
}
