import type { NotificationDelivery, NotificationId, OrganizationId, Timestamp } from "../../model.ts";
import type { ClaimedForward, ForwardOutcome, NotificationQueue } from "../contract/notifications.ts";
import type { WebhookReference } from "../contract/webhooks.ts";
import type { Sql, Write } from "../sql.ts";

const deliveriesOf =
  "select 1 from notification_deliveries d where d.organization_id = n.organization_id and d.notification_id = n.id";

export const notificationQueue = (sql: Sql, write: Write): NotificationQueue => ({
  async hasDueForwards(now) {
    const text =
      "select 1 as due from message_forwards where status = 'pending' and next_attempt_at <= $1 limit 1";
    return (await sql.first(text, now)) !== undefined;
  },
  eraseTexts: (before, countMax) =>
    write((tx) =>
      tx.run(
        `update notifications set text = null where (organization_id, id) in
           (select organization_id, id from notifications where text is not null and at <= $1 limit $2)`,
        before,
        countMax,
      ),
    ),
  deleteOld: (before, countMax) => write((tx) => deleteOld(tx, before, countMax)),
  deleteReceivedMessages: (before, countMax) =>
    write((tx) =>
      tx.run(
        `delete from received_messages where (organization_id, message_key) in
           (select organization_id, message_key from received_messages where received_at < $1
            order by received_at limit $2)`,
        before,
        countMax,
      ),
    ),
  claimForwards: (now, countMax) => write((tx) => claimForwards(tx, now, countMax)),
  settleForward: (forward, outcome) => write((tx) => settleForward(tx, forward, outcome)),
  deleteForwards: (before, countMax) =>
    write((tx) =>
      tx.run(
        `delete from message_forwards where (organization_id, id) in
           (select organization_id, id from message_forwards where at < $1 order by at limit $2)`,
        before,
        countMax,
      ),
    ),
});

async function deleteOld(tx: Sql, before: Timestamp, countMax: number): Promise<number> {
  const old = await tx.all<NotificationKey>(
    `select organization_id as "organizationId", id from notifications n
     where at < $1 or not exists (${deliveriesOf}) order by organization_id, id limit $2`,
    before,
    countMax,
  );
  for (const key of old) {
    await lock(tx, key);
    const { organizationId, id } = key;
    await tx.run(
      "delete from notification_deliveries where organization_id = $1 and notification_id = $2",
      organizationId,
      id,
    );
    await tx.run("delete from notifications where organization_id = $1 and id = $2", organizationId, id);
  }
  return old.length;
}

interface NotificationKey {
  readonly organizationId: OrganizationId;
  readonly id: NotificationId;
}

/**
 * Makes other transactions wait that delete deliveries of the notification: each would otherwise see the delivery of the
 * other, and none would delete the notification.
 */
const lock = (tx: Sql, { organizationId, id }: NotificationKey): Promise<number> =>
  tx.run("update notifications set kind = kind where organization_id = $1 and id = $2", organizationId, id);

/** Stores and deletes deliveries of a webhook, and deletes notifications that no webhook waits for. */
export async function settleNotifications(
  tx: Sql,
  webhook: WebhookReference,
  {
    kept,
    delivered,
  }: { readonly kept: readonly NotificationDelivery[]; readonly delivered: readonly NotificationId[] },
): Promise<void> {
  for (const delivery of kept) await storeDelivery(tx, webhook, delivery);
  // In one order, so that two processes never wait for each other.
  for (const id of delivered.toSorted()) await endDelivery(tx, webhook, id);
}

/** Nothing when the notification has expired. */
const storeDelivery = (
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  { notificationId, status, failures, firstFailedAt, nextAttemptAt }: NotificationDelivery,
): Promise<number> =>
  tx.run(
    `update notification_deliveries set status = $4, failures = $5, first_failed_at = $6, next_attempt_at = $7
     where organization_id = $1 and webhook_id = $2 and notification_id = $3`,
    organizationId,
    webhookId,
    notificationId,
    status,
    failures,
    firstFailedAt,
    nextAttemptAt,
  );

async function endDelivery(
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  id: NotificationId,
): Promise<void> {
  await lock(tx, { organizationId, id });
  await tx.run(
    `delete from notification_deliveries where organization_id = $1 and webhook_id = $2 and notification_id = $3`,
    organizationId,
    webhookId,
    id,
  );
  await tx.run(
    `delete from notifications as n where organization_id = $1 and id = $2 and not exists (${deliveriesOf})`,
    organizationId,
    id,
  );
}

/** Deletes the deliveries of a webhook that is deleted. */
export async function deleteNotificationsOf(tx: Sql, webhook: WebhookReference): Promise<void> {
  const rows = await tx.all<{ readonly id: NotificationId }>(
    `select notification_id as id from notification_deliveries where organization_id = $1 and webhook_id = $2
     order by notification_id`,
    webhook.organizationId,
    webhook.webhookId,
  );
  for (const { id } of rows) await endDelivery(tx, webhook, id);
}

async function claimForwards(tx: Sql, now: Timestamp, countMax: number): Promise<readonly ClaimedForward[]> {
  const rows = await tx.all<ClaimedForward>(
    `update message_forwards set status = 'sending', attempts = attempts + 1, next_attempt_at = null
     where (organization_id, id) in
       (select organization_id, id from message_forwards where status = 'pending' and next_attempt_at <= $1
        order by next_attempt_at limit $2 ${tx.skipLocked})
     returning organization_id as "organizationId", id, account_id as "accountId", content, attempts`,
    now,
    countMax,
  );
  // The order of changed rows is undefined; ids are in the order of the messages.
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

async function settleForward(
  tx: Sql,
  { organizationId, id }: Pick<ClaimedForward, "organizationId" | "id">,
  outcome: ForwardOutcome,
): Promise<void> {
  const isPending = outcome.status === "pending";
  await tx.run(
    `update message_forwards set status = $3, next_attempt_at = $4,
       content = case when $3 = 'pending' then content else null end
     where organization_id = $1 and id = $2 and status = 'sending'`,
    organizationId,
    id,
    outcome.status,
    isPending ? outcome.nextAttemptAt : null,
  );
}
