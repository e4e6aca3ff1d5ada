import type { IdempotencyRecord, IdempotencyWriter } from "../contract/idempotency.ts";
import type { Sql } from "../sql.ts";

export function idempotencyQueries(sql: Sql): IdempotencyWriter {
  return {
    async claim({ organizationId, credentialId }, key, { fingerprint, createdAt, since, replaces }) {
      // Only a transaction that did not begin, after whose claim nothing was sent, leaves one without an outcome.
      const claimed = await sql.run(
        `insert into idempotency (organization_id, credential_id, key, fingerprint, outcome, created_at)
         values ($1, $2, $3, $4, '', $5)
         on conflict (organization_id, credential_id, key) do update
           set fingerprint = excluded.fingerprint, outcome = excluded.outcome, created_at = excluded.created_at
           where idempotency.created_at < $6 or idempotency.outcome = '' or $7`,
        organizationId,
        credentialId,
        key,
        fingerprint,
        createdAt,
        since,
        replaces,
      );
      if (claimed > 0) return undefined;
      // A write, so that the commit waits for the standby: the first request's commit may not have reached it yet.
      return sql.first<IdempotencyRecord>(
        `update idempotency set outcome = outcome
         where organization_id = $1 and credential_id = $2 and key = $3 returning fingerprint, outcome`,
        organizationId,
        credentialId,
        key,
      );
    },

    async settle({ organizationId, credentialId }, key, outcome) {
      sql.defer(
        `update idempotency set outcome = $4
         where organization_id = $1 and credential_id = $2 and key = $3`,
        organizationId,
        credentialId,
        key,
        outcome,
      );
    },
  };
}
