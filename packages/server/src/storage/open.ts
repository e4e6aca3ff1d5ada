import type { Id } from "../model.ts";
import type { Engine } from "./engine.ts";
import { migrate } from "./migrate.ts";
import { openPostgres } from "./postgres/postgres.ts";
import { apiKeyQueries } from "./queries/api-keys.ts";
import { assignmentQueries } from "./queries/assignments.ts";
import { eventQueries } from "./queries/events.ts";
import { groupQueries } from "./queries/groups.ts";
import { idempotencyQueries } from "./queries/idempotency.ts";
import { numberQueries } from "./queries/numbers.ts";
import { offboardingQueries } from "./queries/offboardings.ts";
import { organizationQueries } from "./queries/organizations.ts";
import { platformQueries } from "./queries/platform.ts";
import { userQueries } from "./queries/users.ts";
import type { Sql } from "./sql.ts";
import { openSqlite } from "./sqlite/sqlite.ts";
import type { Store, StoreTransaction } from "./store.ts";

/** Opens the database, a file's path or a `postgres://` URL, and brings its tables up to date. */
export async function openStore(database: string, options: OpenOptions = {}): Promise<Store> {
  const engine = await openEngine(database, options);
  try {
    await migrate(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return createStore(options.wrapTransaction ? wrapTransactions(engine, options.wrapTransaction) : engine);
}

export interface OpenOptions {
  /** Refuses a PostgreSQL server that could lose what it has acknowledged. */
  readonly isStrict?: boolean;
  /** Is given every transaction to run, so that it can be watched. */
  readonly wrapTransaction?: TransactionWrapper | undefined;
}

/** Runs what it is given once, and answers with its result. */
export type TransactionWrapper = <T>(run: () => Promise<T>) => Promise<T>;

const wrapTransactions = (engine: Engine, around: TransactionWrapper): Engine => ({
  ...engine,
  transaction: (work, organizationId) => around(() => engine.transaction(work, organizationId)),
});

export const openEngine = (database: string, { isStrict = false }: OpenOptions = {}): Promise<Engine> =>
  isPostgres(database) ? openPostgres(database, isStrict) : openSqlite(database);

export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

/** The store over an engine whose tables are up to date. */
export function createStore(engine: Engine): Store {
  return {
    read: (organizationId) => new BoundQueries(engine.reader, organizationId),
    write: (organizationId, work) =>
      engine.transaction((sql) => work(new BoundQueries(sql, organizationId)), organizationId),
    platform: platformQueries(engine.reader, (work) => engine.transaction(work)),
    isShared: engine.name === "postgres",
    warnings: engine.warnings,
    stats: engine.stats,
    ping: engine.ping,
    close: engine.close,
  };
}

/** The queries of one organization, each noun made when it is asked for. */
class BoundQueries implements StoreTransaction {
  readonly #sql: Sql;
  readonly #organizationId: Id;

  constructor(sql: Sql, organizationId: Id) {
    this.#sql = sql;
    this.#organizationId = organizationId;
  }

  get organization() {
    return organizationQueries(this.#sql, this.#organizationId);
  }
  get users() {
    return userQueries(this.#sql, this.#organizationId);
  }
  get groups() {
    return groupQueries(this.#sql, this.#organizationId);
  }
  get numbers() {
    return numberQueries(this.#sql, this.#organizationId);
  }
  get assignments() {
    return assignmentQueries(this.#sql, this.#organizationId);
  }
  get apiKeys() {
    return apiKeyQueries(this.#sql, this.#organizationId);
  }
  get offboardings() {
    return offboardingQueries(this.#sql, this.#organizationId);
  }
  get events() {
    return eventQueries(this.#sql, this.#organizationId);
  }
  get idempotency() {
    return idempotencyQueries(this.#sql);
  }
}
