import type { CarrierInboxes, ClaimedInbox } from "../contract/carrier-inboxes.ts";
import type { Write } from "../sql.ts";

export const carrierInboxes = (write: Write): CarrierInboxes => ({
  claim: ({ organizationId, accountId }, { now, owner, isOnly, until }) =>
    write(async (tx) => {
      // Nothing is inserted for an account that was deleted meanwhile.
      await tx.run(
        `insert into carrier_inboxes (organization_id, account_id, failures, next_read_at, lease_owner, lease_until,
           lease_token)
         select organization_id, id, 0, 0, '', 0, 0 from carrier_accounts where organization_id = $1 and id = $2
         on conflict (organization_id, account_id) do nothing`,
        organizationId,
        accountId,
      );
      return tx.first<ClaimedInbox>(
        `update carrier_inboxes set lease_owner = $3, lease_until = $4, lease_token = lease_token + 1
         where organization_id = $1 and account_id = $2 and next_read_at <= $5
           and (lease_owner = $3 or lease_until <= $5 or $6)
           and exists (select 1 from carrier_accounts
             where organization_id = $1 and id = $2 and status = 'enabled')
         returning lease_token as token, last_message_id as "lastMessageId", failures`,
        organizationId,
        accountId,
        owner,
        until,
        now,
        isOnly,
      );
    }),
  settle: ({ organizationId, accountId }, token, { lastMessageId, failures, nextReadAt, leaseUntil }) =>
    write(async (tx) => {
      const count = await tx.run(
        `update carrier_inboxes set last_message_id = $4, failures = $5, next_read_at = $6, lease_until = $7
         where organization_id = $1 and account_id = $2 and lease_token = $3`,
        organizationId,
        accountId,
        token,
        lastMessageId,
        failures,
        nextReadAt,
        leaseUntil,
      );
      return count > 0;
    }),
  async release(owner) {
    await write((tx) =>
      tx.run("update carrier_inboxes set lease_until = 0 where lease_owner = $1 and lease_until > 0", owner),
    );
  },
});
