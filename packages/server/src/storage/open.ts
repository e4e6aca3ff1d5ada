import type { OrganizationId } from "../model.ts";
import type { Engine } from "./engine.ts";
import { migrate, needsMigration, type OnMigration } from "./migrate.ts";
import { explainConnectionError } from "./postgres/connection-error.ts";
import type { OnDurability } from "./postgres/durability-watch.ts";
import { openPostgresForMigrations } from "./postgres/migration-connection.ts";
import { openPostgres } from "./postgres/postgres.ts";
import { checkRole } from "./postgres/postgres-role.ts";
import { ApiKeyQueries } from "./queries/api-keys.ts";
import { AssignmentQueries } from "./queries/assignments.ts";
import { CallQueries } from "./queries/calls.ts";
import { CarrierAccountQueries } from "./queries/carrier-accounts.ts";
import { CarrierSyncQueries } from "./queries/carrier-syncs.ts";
import { EmailBlockQueries } from "./queries/email-blocks.ts";
import { EventQueries } from "./queries/events.ts";
import { GroupQueries } from "./queries/groups.ts";
import { idempotencyQueries } from "./queries/idempotency.ts";
import { IdentityQueries } from "./queries/identities.ts";
import { ImportQueries } from "./queries/imports.ts";
import { InvitationQueries } from "./queries/invitations.ts";
import { JobQueries } from "./queries/jobs.ts";
import { NotificationQueries } from "./queries/notifications.ts";
import { NumberQueries } from "./queries/numbers.ts";
import { OffboardingQueries } from "./queries/offboardings.ts";
import { OrganizationQueries } from "./queries/organizations.ts";
import { PlanQueries } from "./queries/plans.ts";
import { platformQueries } from "./queries/platform.ts";
import { SavedViewQueries } from "./queries/saved-views.ts";
import { SessionQueries } from "./queries/sessions.ts";
import { signingKeyQueries } from "./queries/signing-keys.ts";
import { UsageQueries } from "./queries/usage.ts";
import { UserQueries } from "./queries/users.ts";
import { WebhookQueries } from "./queries/webhooks.ts";
import type { Sql } from "./sql.ts";
import { openSqlite } from "./sqlite/sqlite.ts";
import type { Store, StoreTransaction } from "./store.ts";

/** Opens the database, a file path or a `postgres://` URL, and applies missing migrations. */
export async function openStore(database: string, options: OpenOptions = {}): Promise<Store> {
  const engine = await openEngine(database, options);
  try {
    if (engine.name === "postgres") await engine.ping();
    await applyMigrations(engine, database, options);
    if (engine.name === "postgres" && options.isStrict) await checkRole(engine.reader);
  } catch (error) {
    await engine.close();
    throw isPostgres(database) ? explainConnectionError(error, database) : error;
  }
  return createStore(options.wrapTransaction ? wrapTransactions(engine, options.wrapTransaction) : engine);
}

/** On PostgreSQL with a connection that has no time limit for statements, and only when migrations are missing. */
async function applyMigrations(
  engine: Engine,
  database: string,
  { migrationDatabase, onMigration }: OpenOptions,
): Promise<void> {
  if (!(await needsMigration(engine))) return;
  if (engine.name === "sqlite") return migrate(engine, onMigration);
  await migrateDatabase(migrationDatabase ?? database, onMigration);
  if (await needsMigration(engine))
    throw new Error("WHOSELINE_MIGRATION_DATABASE_URL and WHOSELINE_DATABASE lead to different databases.");
}

/** Applies the missing migrations without opening the store. */
export async function migrateDatabase(database: string, onMigration?: OnMigration): Promise<void> {
  const engine = isPostgres(database)
    ? await openPostgresForMigrations(database)
    : await openSqlite(database);
  try {
    await migrate(engine, onMigration);
  } finally {
    await engine.close();
  }
}

export interface OpenOptions {
  /** The URL whose role applies the migrations on PostgreSQL; the database's own by default. */
  readonly migrationDatabase?: string | undefined;
  readonly onMigration?: OnMigration | undefined;
  /**
   * Throws for a PostgreSQL server whose configuration could lose acknowledged writes, and for a role that could change the
   * tables.
   */
  readonly isStrict?: boolean | undefined;
  /** With `isStrict`: called when the server becomes less durable than required, and when it is as durable again. */
  readonly onDurability?: OnDurability | undefined;
  /** Wraps every transaction, for example in a trace span. */
  readonly wrapTransaction?: TransactionWrapper | undefined;
}

/** Must call `run` once and return its result. */
export type TransactionWrapper = <T>(run: () => Promise<T>) => Promise<T>;

const wrapTransactions = (engine: Engine, wrap: TransactionWrapper): Engine => ({
  ...engine,
  transaction: (work, organizationId) => wrap(() => engine.transaction(work, organizationId)),
});

export const openEngine = (database: string, options: OpenOptions = {}): Promise<Engine> =>
  isPostgres(database) ? openPostgres(database, options) : openSqlite(database);

export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

/** Creates the store of an engine whose migrations are applied. */
export function createStore(engine: Engine): Store {
  return {
    read: (organizationId) => new OrganizationStore(engine.reader, organizationId),
    write: (organizationId, work) =>
      engine.transaction((sql) => work(new OrganizationStore(sql, organizationId)), organizationId),
    platform: platformQueries(engine.reader, (work) => engine.transaction(work)),
    isShared: engine.name === "postgres",
    onCommit: engine.onCommit,
    warnings: engine.warnings,
    backups: engine.backups,
    stats: engine.stats,
    ping: engine.ping,
    close: engine.close,
  };
}

/** The queries of one organization, created on first use. */
class OrganizationStore implements StoreTransaction {
  readonly #sql: Sql;
  readonly #organizationId: OrganizationId;

  constructor(sql: Sql, organizationId: OrganizationId) {
    this.#sql = sql;
    this.#organizationId = organizationId;
  }

  get changes() {
    return this.#sql.changes;
  }
  get organization() {
    return new OrganizationQueries(this.#sql, this.#organizationId);
  }
  get users() {
    return new UserQueries(this.#sql, this.#organizationId);
  }
  get identities() {
    return new IdentityQueries(this.#sql, this.#organizationId);
  }
  get emailBlocks() {
    return new EmailBlockQueries(this.#sql, this.#organizationId);
  }
  get groups() {
    return new GroupQueries(this.#sql, this.#organizationId);
  }
  get numbers() {
    return new NumberQueries(this.#sql, this.#organizationId);
  }
  get assignments() {
    return new AssignmentQueries(this.#sql, this.#organizationId);
  }
  get apiKeys() {
    return new ApiKeyQueries(this.#sql, this.#organizationId);
  }
  get invitations() {
    return new InvitationQueries(this.#sql, this.#organizationId);
  }
  get savedViews() {
    return new SavedViewQueries(this.#sql, this.#organizationId);
  }
  get sessions() {
    return new SessionQueries(this.#sql, this.#organizationId);
  }
  get offboardings() {
    return new OffboardingQueries(this.#sql, this.#organizationId);
  }
  get imports() {
    return new ImportQueries(this.#sql, this.#organizationId);
  }
  get jobs() {
    return new JobQueries(this.#sql, this.#organizationId);
  }
  get plans() {
    return new PlanQueries(this.#sql, this.#organizationId);
  }
  get usage() {
    return new UsageQueries(this.#sql, this.#organizationId);
  }
  get webhooks() {
    return new WebhookQueries(this.#sql, this.#organizationId);
  }
  get carrierAccounts() {
    return new CarrierAccountQueries(this.#sql, this.#organizationId);
  }
  get notifications() {
    return new NotificationQueries(this.#sql, this.#organizationId);
  }
  get calls() {
    return new CallQueries(this.#sql, this.#organizationId);
  }
  get carrierSyncs() {
    return new CarrierSyncQueries(this.#sql, this.#organizationId);
  }
  get events() {
    return new EventQueries(this.#sql, this.#organizationId);
  }
  get idempotency() {
    return idempotencyQueries(this.#sql, this.#organizationId);
  }
  get signingKeys() {
    return signingKeyQueries(this.#sql);
  }

  async changesAfter(gate: Promise<void>): Promise<StoreTransaction> {
    return new OrganizationStore(await this.#sql.changesAfter(gate), this.#organizationId);
  }

  isolate<T>(work: () => Promise<T>): Promise<T> {
    return this.#sql.isolate(work);
  }
}
