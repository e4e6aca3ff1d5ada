import type { Timestamp, WebhookDelivery } from "../../model.ts";
import type {
  ClaimedWebhook,
  DueWebhook,
  LeaseRequest,
  NewWebhookAttempt,
  StoredWebhookSecrets,
  WebhookCounts,
  WebhookOutcome,
  WebhookQueue,
  WebhookReference,
} from "../contract/webhooks.ts";
import { firstOrThrow, type Sql, type Write } from "../sql.ts";
import type { Flag } from "../tables.ts";
import { settleNotifications } from "./notification-queue.ts";
import {
  toProgress,
  toWebhook,
  type WebhookRow,
  type WebhookStateRow,
  webhookColumns,
} from "./webhook-rows.ts";

/** Attempts that are kept of each webhook. */
const attemptsKeptMax = 1000;

export const webhookQueue = (sql: Sql, write: Write): WebhookQueue => ({
  due: (lease, countMax) => dueWebhooks(sql, lease, countMax),
  claim: (webhook, lease) => write((tx) => claim(tx, webhook, lease)),
  settle: (webhook, token, outcome) => write((tx) => settle(tx, { ...webhook, token }, outcome)),
  recordAttempt: (webhook, attempt, isDelivered) =>
    write(async (tx) => {
      const serial = await countAttempt(tx, webhook);
      if (serial === undefined) return { ...attempt, serial: 1 };
      await insertAttempts(tx, webhook, [attempt], serial);
      if (isDelivered && attempt.seq !== null) await deleteDelivery(tx, webhook, attempt.seq);
      return { ...attempt, serial };
    }),
  async release(owner) {
    await write((tx) =>
      tx.run("update webhook_states set lease_until = 0 where lease_owner = $1 and lease_until > 0", owner),
    );
  },
  deleteOldAttempts: (before, countMax) =>
    write((tx) =>
      tx.run(
        `delete from webhook_attempts where (organization_id, webhook_id, serial) in
           (select organization_id, webhook_id, serial from webhook_attempts where at < $1 order by at limit $2)`,
        before,
        countMax,
      ),
    ),
  counts: () => counts(sql),
});

async function dueWebhooks(
  sql: Sql,
  { now, owner, isOnly }: LeaseRequest,
  countMax: number,
): Promise<DueWebhook[]> {
  const rows = await sql.all<DueRow>(
    `select * from (
       select w.organization_id as "organizationId", w.id as "webhookId", w.kinds, s.position,
         s.failures + s.notification_failures as failures, h.seq as head, s.next_attempt_at,
         s.next_attempt_at <= $1 as "canSendEvents",
         s.next_attempt_at <= $1 and exists (select 1 from webhook_deliveries d
           where d.organization_id = w.organization_id and d.webhook_id = w.id and d.status = 'pending'
             and d.next_attempt_at <= $1) as "hasDuePending",
         s.notifications_paused_until <= $1 and exists (select 1 from notification_deliveries n
           where n.organization_id = w.organization_id and n.webhook_id = w.id and n.status = 'pending'
             and n.next_attempt_at <= $1) as "hasDueNotifications"
       from webhooks w
       join webhook_states s on s.organization_id = w.organization_id and s.webhook_id = w.id
       join organization_heads h on h.organization_id = w.organization_id
       join organizations o on o.id = w.organization_id and o.status = 'active'
       where w.status = 'enabled' and (s.lease_until <= $1 or s.lease_owner = $2 or $3)) as candidate
     where "canSendEvents" and (head > position or "hasDuePending") or "hasDueNotifications"
     order by next_attempt_at limit $4`,
    now,
    owner,
    isOnly,
    countMax,
  );
  return rows.map((row) => ({
    ...row,
    kinds: JSON.parse(row.kinds),
    canSendEvents: Boolean(row.canSendEvents),
    hasDuePending: Boolean(row.hasDuePending),
    hasDueNotifications: Boolean(row.hasDueNotifications),
  }));
}

type DueFlag = "canSendEvents" | "hasDuePending" | "hasDueNotifications";
type DueRow = Omit<DueWebhook, DueFlag | "kinds"> & Record<DueFlag, Flag> & { readonly kinds: string };

async function claim(
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  { now, owner, isOnly, until }: LeaseRequest & { readonly until: Timestamp },
): Promise<ClaimedWebhook | undefined> {
  const state = await tx.first<WebhookStateRow>(
    `update webhook_states set lease_owner = $3, lease_until = $4, lease_token = lease_token + 1
     where organization_id = $1 and webhook_id = $2 and (lease_owner = $3 or lease_until <= $5 or $6)
       and exists (select 1 from webhooks where organization_id = $1 and id = $2 and status = 'enabled')
     returning *`,
    organizationId,
    webhookId,
    owner,
    until,
    now,
    isOnly,
  );
  if (state === undefined) return undefined;
  const row = await firstOrThrow<WebhookRow & Pick<StoredWebhookSecrets, "secret" | "previousSecret">>(
    tx,
    `select ${webhookColumns}, secret, previous_secret as "previousSecret" from webhooks
     where organization_id = $1 and id = $2`,
    organizationId,
    webhookId,
  );
  const webhook = toWebhook(row);
  const { secretCreatedAt, previousSecretExpiresAt } = webhook;
  return {
    token: state.lease_token,
    webhook,
    secrets: {
      secret: row.secret,
      previousSecret: row.previousSecret,
      secretCreatedAt,
      previousSecretExpiresAt,
    },
    progress: toProgress(state),
  };
}

interface Lease extends WebhookReference {
  readonly token: number;
}

async function settle(
  tx: Sql,
  lease: Lease,
  { progress, attempts, deliveries, delivered, notifications, deliveredNotifications }: WebhookOutcome,
): Promise<boolean> {
  const { organizationId, webhookId, token } = lease;
  const state = await tx.first<{ count: number }>(
    `update webhook_states set position = $4, failures = $5, failing_since = $6, last_delivered_at = $7,
       next_attempt_at = $8, attempt_count = attempt_count + $9, notification_failures = $10,
       notifications_paused_until = $11
     where organization_id = $1 and webhook_id = $2 and lease_token = $3 returning attempt_count as count`,
    organizationId,
    webhookId,
    token,
    progress.position,
    progress.failures,
    progress.failingSince,
    progress.lastDeliveredAt,
    progress.nextAttemptAt,
    attempts.length,
    progress.notificationFailures,
    progress.notificationsPausedUntil,
  );
  if (state === undefined) return false;
  await insertAttempts(tx, lease, attempts, state.count - attempts.length + 1);
  for (const delivery of deliveries) await storeDelivery(tx, lease, delivery);
  for (const seq of delivered) await deleteDelivery(tx, lease, seq);
  await settleNotifications(tx, lease, { kept: notifications, delivered: deliveredNotifications });
  return true;
}

/** Returns the serial of a new attempt; undefined when the webhook was deleted. */
async function countAttempt(
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
): Promise<number | undefined> {
  const row = await tx.first<{ serial: number }>(
    `update webhook_states set attempt_count = attempt_count + 1
     where organization_id = $1 and webhook_id = $2 returning attempt_count as serial`,
    organizationId,
    webhookId,
  );
  return row?.serial;
}

async function insertAttempts(
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  attempts: readonly NewWebhookAttempt[],
  firstSerial: number,
): Promise<void> {
  const inserted = attempts.map((attempt, index) =>
    tx.run(
      `insert into webhook_attempts (organization_id, webhook_id, serial, cause, seq, notification_id, number, at, duration_ms,
         url, response_status, response_body, failure)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      organizationId,
      webhookId,
      firstSerial + index,
      attempt.cause,
      attempt.seq,
      attempt.notificationId,
      attempt.number,
      attempt.at,
      attempt.durationMs,
      attempt.url,
      attempt.responseStatus,
      attempt.responseBody,
      attempt.failure,
    ),
  );
  await Promise.all(inserted);
  const firstKept = firstSerial + attempts.length - attemptsKeptMax;
  if (firstKept <= 1) return;
  await tx.run(
    "delete from webhook_attempts where organization_id = $1 and webhook_id = $2 and serial < $3",
    organizationId,
    webhookId,
    firstKept,
  );
}

const storeDelivery = (
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  { seq, status, failures, firstFailedAt, lastFailedAt, nextAttemptAt }: WebhookDelivery,
): Promise<number> =>
  tx.run(
    `insert into webhook_deliveries (organization_id, webhook_id, seq, status, failures, first_failed_at,
       last_failed_at, next_attempt_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (organization_id, webhook_id, seq) do update set status = excluded.status,
       failures = excluded.failures, last_failed_at = excluded.last_failed_at,
       next_attempt_at = excluded.next_attempt_at`,
    organizationId,
    webhookId,
    seq,
    status,
    failures,
    firstFailedAt,
    lastFailedAt,
    nextAttemptAt,
  );

const deleteDelivery = (
  tx: Sql,
  { organizationId, webhookId }: WebhookReference,
  seq: number,
): Promise<number> =>
  tx.run(
    "delete from webhook_deliveries where organization_id = $1 and webhook_id = $2 and seq = $3",
    organizationId,
    webhookId,
    seq,
  );

async function counts(sql: Sql): Promise<WebhookCounts> {
  const count = (condition: string) => `coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
  const row = await firstOrThrow<WebhookCounts>(
    sql,
    `select ${count("w.status = 'enabled'")} as enabled, ${count("w.status = 'paused'")} as paused,
       ${count("w.status = 'disabled'")} as disabled,
       ${count("w.status = 'enabled' and s.failures + s.notification_failures > 0")} as failing,
       (select count(*) from webhook_deliveries where status = 'dead') as "deadDeliveries",
       (select count(*) from notification_deliveries where status = 'pending') as "pendingNotifications",
       (select count(*) from notification_deliveries where status = 'dead') as "deadNotifications"
     from webhooks w join webhook_states s on s.organization_id = w.organization_id and s.webhook_id = w.id`,
  );
  return {
    enabled: Number(row.enabled),
    paused: Number(row.paused),
    disabled: Number(row.disabled),
    failing: Number(row.failing),
    deadDeliveries: Number(row.deadDeliveries),
    pendingNotifications: Number(row.pendingNotifications),
    deadNotifications: Number(row.deadNotifications),
  };
}
