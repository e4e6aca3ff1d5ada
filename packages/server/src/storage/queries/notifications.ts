import type { NotificationDelivery, NotificationId, NumberId, Timestamp, WebhookId } from "../../model.ts";
import type {
  DueNotification,
  NewMessageForward,
  NotificationReceiver,
  NotificationWriter,
  StoredNotification,
} from "../contract/notifications.ts";
import type { Flag } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

interface DueRow extends Omit<StoredNotification, "hasText"> {
  readonly hasText: Flag;
  readonly status: NotificationDelivery["status"];
  readonly failures: number;
  readonly firstFailedAt: number | null;
  readonly nextAttemptAt: number | null;
}

export class NotificationQueries extends BoundQueries implements NotificationWriter {
  async receivers(): Promise<readonly NotificationReceiver[]> {
    const rows = await this.sql.all<{ readonly id: WebhookId; readonly kinds: string }>(
      "select id, kinds from webhooks where organization_id = $1 and kinds <> '[]' order by id",
      this.organizationId,
    );
    return rows.map(({ id, kinds }) => ({ id, kinds: JSON.parse(kinds) }));
  }

  async dueDeliveries(
    webhookId: WebhookId,
    now: Timestamp,
    countMax: number,
  ): Promise<readonly DueNotification[]> {
    const rows = await this.sql.all<DueRow>(
      `select n.id, n.kind, n.at, n.number_id as "numberId", n.user_id as "userId", n.details, n.text,
         n.has_text as "hasText", d.status, d.failures, d.first_failed_at as "firstFailedAt",
         d.next_attempt_at as "nextAttemptAt"
       from notification_deliveries d
       join notifications n on n.organization_id = d.organization_id and n.id = d.notification_id
       where d.organization_id = $1 and d.webhook_id = $2 and d.status = 'pending' and d.next_attempt_at <= $3
       order by d.next_attempt_at, n.id limit $4`,
      this.organizationId,
      webhookId,
      now,
      countMax,
    );
    return rows.map((row) => toDue(webhookId, row));
  }

  async countForwards(numberId: NumberId, since: Timestamp): Promise<number> {
    const row = await this.sql.first<{ count: number | string }>(
      "select count(*) as count from message_forwards where organization_id = $1 and number_id = $2 and at > $3",
      this.organizationId,
      numberId,
      since,
    );
    return Number(row?.count ?? 0);
  }

  async isForwarded(textHash: string): Promise<boolean> {
    const row = await this.sql.first(
      "select id from message_forwards where organization_id = $1 and text_hash = $2 limit 1",
      this.organizationId,
      textHash,
    );
    return row !== undefined;
  }

  async add(notification: StoredNotification, webhookIds: readonly WebhookId[]): Promise<void> {
    const { id, kind, at, numberId, userId, details, text, hasText } = notification;
    await this.sql.run(
      `insert into notifications (organization_id, id, kind, at, number_id, user_id, details, text, has_text)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      this.organizationId,
      id,
      kind,
      at,
      numberId,
      userId,
      details,
      text,
      hasText,
    );
    await Promise.all(webhookIds.map((webhookId) => this.#addDelivery(webhookId, id)));
  }

  #addDelivery(webhookId: WebhookId, id: NotificationId): Promise<number> {
    return this.sql.run(
      `insert into notification_deliveries (organization_id, webhook_id, notification_id, status, failures,
         next_attempt_at) values ($1, $2, $3, 'pending', 0, 0)`,
      this.organizationId,
      webhookId,
      id,
    );
  }

  async claimMessage(key: string, at: Timestamp): Promise<boolean> {
    const count = await this.sql.run(
      `insert into received_messages (organization_id, message_key, received_at) values ($1, $2, $3)
       on conflict (organization_id, message_key) do nothing`,
      this.organizationId,
      key,
      at,
    );
    return count > 0;
  }

  async addForward({ id, accountId, numberId, at, content, textHash }: NewMessageForward): Promise<void> {
    await this.sql.run(
      `insert into message_forwards (organization_id, id, account_id, number_id, at, status, content, text_hash,
         attempts, next_attempt_at) values ($1, $2, $3, $4, $5, 'pending', $6, $7, 0, $5)`,
      this.organizationId,
      id,
      accountId,
      numberId,
      at,
      content,
      textHash,
    );
  }
}

const toDue = (webhookId: WebhookId, row: DueRow): DueNotification => {
  const { status, failures, firstFailedAt, nextAttemptAt, ...notification } = row;
  return {
    notification: { ...notification, hasText: Boolean(notification.hasText) },
    delivery: { notificationId: row.id, webhookId, status, failures, firstFailedAt, nextAttemptAt },
  };
};
