import type {
  Page,
  PageRequest,
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookId,
} from "../../model.ts";
import type {
  NewWebhook,
  StoredWebhookSecrets,
  WebhookDeliveryCounts,
  WebhookFields,
  WebhookReader,
  WebhookWriter,
} from "../contract/webhooks.ts";
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import { BoundQueries } from "./bound-queries.ts";
import { deleteNotificationsOf } from "./notification-queue.ts";
import {
  attemptColumns,
  toAttempt,
  toDelivery,
  toProgress,
  toWebhook,
  type WebhookAttemptRow,
  type WebhookDeliveryRow,
  type WebhookRow,
  type WebhookStateRow,
  webhookColumns,
} from "./webhook-rows.ts";

const secretColumns = `secret, secret_created_at as "secretCreatedAt", previous_secret as "previousSecret",
  previous_secret_expires_at as "previousSecretExpiresAt"`;

export class WebhookQueries extends BoundQueries implements WebhookWriter {
  list(page: PageRequest): Promise<Page<Webhook>> {
    return listPage<WebhookRow, Webhook>({
      sql: this.sql,
      columns: webhookColumns,
      from: "from webhooks",
      conditions: new Conditions().and("organization_id = ?", this.organizationId),
      order: ["serial"],
      page,
      toItem: toWebhook,
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: WebhookId): Promise<Webhook | undefined> {
    const row = await this.sql.first<WebhookRow>(
      `select ${webhookColumns} from webhooks where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toWebhook(row);
  }

  secrets(id: WebhookId): Promise<StoredWebhookSecrets | undefined> {
    return this.sql.first<StoredWebhookSecrets>(
      `select ${secretColumns} from webhooks where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
  }

  async progress(id: WebhookId): ReturnType<WebhookReader["progress"]> {
    const count = (table: string, status: WebhookDeliveryStatus) =>
      `(select count(*) from ${table} d where d.organization_id = s.organization_id
        and d.webhook_id = s.webhook_id and d.status = '${status}')`;
    const row = await this.sql.first<WebhookStateRow & WebhookDeliveryCounts>(
      `select s.*, ${count("webhook_deliveries", "pending")} as pending,
         ${count("webhook_deliveries", "dead")} as dead,
         ${count("notification_deliveries", "pending")} as "pendingNotifications",
         ${count("notification_deliveries", "dead")} as "deadNotifications"
       from webhook_states s where s.organization_id = $1 and s.webhook_id = $2`,
      this.organizationId,
      id,
    );
    if (row === undefined) return undefined;
    const { pending, dead, pendingNotifications, deadNotifications } = row;
    return { ...toProgress(row), pending, dead, pendingNotifications, deadNotifications };
  }

  async findDelivery(id: WebhookId, seq: number): Promise<WebhookDelivery | undefined> {
    const row = await this.sql.first<WebhookDeliveryRow>(
      "select * from webhook_deliveries where organization_id = $1 and webhook_id = $2 and seq = $3",
      this.organizationId,
      id,
      seq,
    );
    return row && toDelivery(row);
  }

  deliveries(
    id: WebhookId,
    status: WebhookDeliveryStatus | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    return listPage<WebhookDeliveryRow, WebhookDelivery>({
      sql: this.sql,
      columns: "seq, status, failures, first_failed_at, last_failed_at, next_attempt_at",
      from: "from webhook_deliveries",
      conditions: this.#ofWebhook(id).and("status = ?", status),
      order: ["seq"],
      page,
      toItem: toDelivery,
      keyOf: (row) => [row.seq],
    });
  }

  async dueDeliveries(id: WebhookId, now: number, countMax: number): Promise<readonly WebhookDelivery[]> {
    const rows = await this.sql.all<WebhookDeliveryRow>(
      `select * from webhook_deliveries where organization_id = $1 and webhook_id = $2 and status = 'pending'
         and next_attempt_at <= $3 order by next_attempt_at limit $4`,
      this.organizationId,
      id,
      now,
      countMax,
    );
    return rows.map(toDelivery);
  }

  /** The order of lists is ascending, so the key is the negated serial. */
  attempts(id: WebhookId, seq: number | undefined, page: PageRequest): Promise<Page<WebhookAttempt>> {
    return listPage<WebhookAttemptRow, WebhookAttempt>({
      sql: this.sql,
      columns: attemptColumns,
      from: "from webhook_attempts",
      conditions: this.#ofWebhook(id).and("seq = ?", seq),
      order: ["-serial"],
      page,
      toItem: toAttempt,
      keyOf: (row) => [-row.serial],
    });
  }

  #ofWebhook(id: WebhookId): Conditions {
    return new Conditions().and("organization_id = ?", this.organizationId).and("webhook_id = ?", id);
  }

  async create(webhook: NewWebhook): Promise<Webhook> {
    const { id, url, alias, kinds, body, isOrdered, hasCloudEvents, secret, createdAt } = webhook;
    const row = await firstOrThrow<WebhookRow>(
      this.sql,
      `insert into webhooks (organization_id, id, serial, url, alias, kinds, body, is_ordered, has_cloud_events,
         status, secret, secret_created_at, created_at, version)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from webhooks where organization_id = $1),
         $3, $4, $5, $6, $7, $8, 'enabled', $9, $10, $10, 1)
       returning ${webhookColumns}`,
      this.organizationId,
      id,
      url,
      alias,
      JSON.stringify(kinds),
      body,
      isOrdered,
      hasCloudEvents,
      secret,
      createdAt,
    );
    return toWebhook(row);
  }

  async start(id: WebhookId, position: number): Promise<void> {
    await this.sql.run(
      `insert into webhook_states (organization_id, webhook_id, position, failures, next_attempt_at, attempt_count,
         lease_owner, lease_until, lease_token) values ($1, $2, $3, 0, 0, 0, '', 0, 0)`,
      this.organizationId,
      id,
      position,
    );
  }

  async update(id: WebhookId, fields: WebhookFields): Promise<Webhook> {
    const row = await firstOrThrow<WebhookRow>(
      this.sql,
      `update webhooks set url = $3, alias = $4, kinds = $5, body = $6, is_ordered = $7, has_cloud_events = $8,
         status = $9, disabled_reason = $10, version = version + 1
       where organization_id = $1 and id = $2 returning ${webhookColumns}`,
      this.organizationId,
      id,
      fields.url,
      fields.alias,
      JSON.stringify(fields.kinds),
      fields.body,
      fields.isOrdered,
      fields.hasCloudEvents,
      fields.status,
      fields.disabledReason,
    );
    return toWebhook(row);
  }

  async setSecrets(id: WebhookId, secrets: StoredWebhookSecrets): Promise<Webhook> {
    const row = await firstOrThrow<WebhookRow>(
      this.sql,
      `update webhooks set secret = $3, secret_created_at = $4, previous_secret = $5,
         previous_secret_expires_at = $6, version = version + 1
       where organization_id = $1 and id = $2 returning ${webhookColumns}`,
      this.organizationId,
      id,
      secrets.secret,
      secrets.secretCreatedAt,
      secrets.previousSecret,
      secrets.previousSecretExpiresAt,
    );
    return toWebhook(row);
  }

  async delete(id: WebhookId): Promise<void> {
    await deleteNotificationsOf(this.sql, { organizationId: this.organizationId, webhookId: id });
    for (const table of ["webhook_attempts", "webhook_deliveries", "webhook_states"])
      this.#runLater(`delete from ${table} where organization_id = $1 and webhook_id = $2`, id);
    this.#runLater("delete from webhooks where organization_id = $1 and id = $2", id);
  }

  async restart(id: WebhookId): Promise<void> {
    this.#runLater(
      `update webhook_states set failures = 0, failing_since = null, next_attempt_at = 0,
         notification_failures = 0, notifications_paused_until = 0
       where organization_id = $1 and webhook_id = $2`,
      id,
    );
    this.#runLater(
      `update notification_deliveries set status = 'pending', failures = 0, first_failed_at = null, next_attempt_at = 0
       where organization_id = $1 and webhook_id = $2`,
      id,
    );
    this.#runLater(
      `update webhook_deliveries set next_attempt_at = 0
       where organization_id = $1 and webhook_id = $2 and status = 'pending'`,
      id,
    );
  }

  async rewind(id: WebhookId, position: number): Promise<void> {
    this.#runLater(
      `update webhook_states set position = $3, failures = 0, failing_since = null, next_attempt_at = 0,
         lease_until = 0, lease_token = lease_token + 1
       where organization_id = $1 and webhook_id = $2`,
      id,
      position,
    );
    this.#runLater(
      "delete from webhook_deliveries where organization_id = $1 and webhook_id = $2 and seq > $3",
      id,
      position,
    );
  }

  /** Without waiting for it. */
  #runLater(text: string, id: WebhookId, ...values: number[]): void {
    this.sql.deferAny(text, this.organizationId, id, ...values);
  }
}
