import type { Sql } from "../sql.ts";
import type { IdempotencyRecord, IdempotencyWrites } from "../store.ts";

export function idempotencyQueries(sql: Sql): IdempotencyWrites {
  return {
    find: ({ organizationId, credentialId }, key, since) =>
      sql.first<IdempotencyRecord>(
        `select fingerprint, outcome from idempotency
         where organization_id = $1 and credential_id = $2 and key = $3 and created_at >= $4`,
        organizationId,
        credentialId,
        key,
        since,
      ),

    async save({ organizationId, credentialId }, key, record, since) {
      await sql.run(
        "delete from idempotency where organization_id = $1 and credential_id = $2 and created_at < $3",
        organizationId,
        credentialId,
        since,
      );
      await sql.run(
        `insert into idempotency (organization_id, credential_id, key, fingerprint, outcome, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (organization_id, credential_id, key)
         do update set fingerprint = $4, outcome = $5, created_at = $6`,
        organizationId,
        credentialId,
        key,
        record.fingerprint,
        record.outcome,
        record.createdAt,
      );
    },
  };
}
