import type { OrganizationId } from "../../model.ts";
import type { IdempotencyRecord, IdempotencyWriter } from "../contract/idempotency.ts";
import type { Sql } from "../sql.ts";

/** The time of a change: the clock, or the organization's last event if the clock was set back since. */
const timeOfChange = `(select case when coalesce(max(last_at), 0) > $5 then max(last_at) else $5 end
  from organization_heads where organization_id = $8)`;

/** For changes of the organization; the credentials can be of another one. */
export function idempotencyQueries(sql: Sql, changed: OrganizationId): IdempotencyWriter {
  return {
    async claim({ organizationId, credentialId }, key, { fingerprint, createdAt, since, replaces }) {
      // Only a transaction that did not begin, after whose claim nothing was sent, leaves one without an outcome.
      const claimed = await sql.run(
        `insert into idempotency (organization_id, credential_id, key, fingerprint, outcome, created_at)
         values ($1, $2, $3, $4, '', ${timeOfChange})
         on conflict (organization_id, credential_id, key) do update
           set fingerprint = excluded.fingerprint, outcome = excluded.outcome, created_at = excluded.created_at
           where idempotency.created_at < excluded.created_at - $6 or idempotency.outcome = '' or $7`,
        organizationId,
        credentialId,
        key,
        fingerprint,
        createdAt,
        createdAt - since,
        replaces,
        changed,
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
