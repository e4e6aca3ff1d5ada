import { hash } from "node:crypto";
import type { QueryConfig, QueryResult } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { isRead, type Sql, type SqlValue, withoutNul } from "../sql.ts";
import { isRetryable, isStalePlan, toStorageError } from "./postgres-errors.ts";

const readOnlyCondition = "pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'";
export const isReadOnlyText = `select ${readOnlyCondition} as "isReadOnly"`;

/** A connection, or a pool of them. */
export interface Queryable {
  query(statement: string | QueryConfig): Promise<QueryResult>;
}

/** More than a pool has connections. */
const staleMax = 50;

/** Repeats a statement on another connection when that of the pool is stale; the pool closes one with an error. */
export const repeatingStale = (pool: Queryable): Queryable => ({
  async query(statement) {
    for (let count = 1; ; count++) {
      try {
        return await pool.query(statement);
      } catch (error) {
        if (!isStalePlan(error) || count === staleMax) throw error;
      }
    }
  },
});

/** The isolated parts of a transaction. Each transaction counts from 0: pg_stat_statements keeps an entry for each name. */
export interface Parts {
  count: number;
}

/** Statements on one connection, or on any connection of the pool. Each is prepared once per connection. */
export class PostgresSql implements Sql {
  readonly hasTrigramTables = false;
  readonly readOnlyCondition = readOnlyCondition;
  readonly skipLocked = "for update skip locked";
  readonly #connection: Queryable;
  readonly #rethrow: (error: unknown) => never;
  readonly #parts: Parts;
  readonly #deferred: Promise<void>[] = [];
  readonly #gates: Promise<unknown>[] = [];
  changes = 0;

  constructor(connection: Queryable, rethrowAs = rethrow, parts: Parts = { count: 0 }) {
    this.#connection = connection;
    this.#rethrow = rethrowAs;
    this.#parts = parts;
  }

  async all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return (await this.#query(text, values)).rows as Row[];
  }

  /** PostgreSQL switches named statements to a generic plan after a few runs; unnamed ones are planned for their values. */
  async allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    const query = this.#connection.query({ text, values: values.map(withoutNul) });
    return (await query.catch(this.#rethrow)).rows as Row[];
  }

  async first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return (await this.#query(text, values)).rows[0] as Row | undefined;
  }

  async run(text: string, ...values: SqlValue[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0;
  }

  defer(text: string, ...values: SqlValue[]): void {
    this.#push(this.#query(checked(text), values).then(ignore));
  }

  deferAny(text: string, ...values: SqlValue[]): void {
    this.#push(this.#query(text, values).then(ignore));
  }

  async isolate<T>(work: () => Promise<T>): Promise<T> {
    const earlier = this.#deferred.length;
    // Each has its own name in the transaction: after a failed statement, a return to the savepoint of an earlier part would
    // revive the transaction, and the commit behind it would keep everything but the changes of that part.
    const part = `part_${this.#parts.count++}`;
    this.#push(this.script(`savepoint ${part}`));
    try {
      const result = await work();
      this.#push(this.script(`release ${part}`));
      return result;
    } catch (error) {
      // A failure of the server ends the transaction.
      if (error instanceof StorageUnavailable) throw error;
      await this.script(`rollback to ${part}; release ${part}`).catch(() => Promise.reject(error));
      this.#deferred.length = earlier;
      throw error;
    }
  }

  #push(answered: Promise<void>): void {
    answered.catch(ignore);
    this.#deferred.push(answered);
  }

  /** Resolves when every deferred statement has changed a row; rejects with the error of the first that did not. */
  async settled(): Promise<void> {
    for (const changed of this.#deferred) await changed;
  }

  async script(text: string): Promise<void> {
    await this.#connection.query(text).catch(this.#rethrow);
  }

  async changesAfter(gate: Promise<void>): Promise<Sql> {
    const gated = new GatedSql(this, gate);
    this.#gates.push(gated.opened);
    return gated;
  }

  /** Resolves when no change waits for a gate: each is sent, or its gate has rejected. */
  async sent(): Promise<void> {
    await Promise.allSettled(this.#gates);
  }

  #query(text: string, values: readonly SqlValue[]) {
    if (!isRead(text)) this.changes += 1;
    return this.#connection
      .query({ name: statementName(text), text, values: values.map(withoutNul) })
      .catch(this.#rethrow);
  }
}

/** Sends queries at once; from the first change on, statements wait for the gate, in their order. */
class GatedSql implements Sql {
  /** The first reaction to the gate: those of the waiting statements follow it without a gap. */
  readonly opened: Promise<void>;
  readonly #sql: Sql;
  /** Counted when it is asked for, not when the gate opens. */
  changes = 0;
  #state: "reading" | "waiting" | "open" = "reading";

  constructor(sql: Sql, gate: Promise<void>) {
    this.#sql = sql;
    this.opened = gate.then(() => {
      this.#state = "open";
    });
    this.opened.catch(ignore);
  }

  get hasTrigramTables(): boolean {
    return this.#sql.hasTrigramTables;
  }

  get readOnlyCondition(): string {
    return this.#sql.readOnlyCondition;
  }

  get skipLocked(): string {
    return this.#sql.skipLocked;
  }

  all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#send(text, () => this.#sql.all<Row>(text, ...values));
  }

  allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#send(text, () => this.#sql.allUnprepared<Row>(text, ...values));
  }

  first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.#send(text, () => this.#sql.first<Row>(text, ...values));
  }

  run(text: string, ...values: SqlValue[]): Promise<number> {
    return this.#send(text, () => this.#sql.run(text, ...values));
  }

  defer(text: string, ...values: SqlValue[]): void {
    if (this.#state === "open") {
      this.#count(text);
      this.#sql.defer(text, ...values);
    } else this.#send(text, async () => this.#sql.defer(text, ...values)).catch(ignore);
  }

  deferAny(text: string, ...values: SqlValue[]): void {
    if (this.#state === "open") {
      this.#count(text);
      this.#sql.deferAny(text, ...values);
    } else this.#send(text, async () => this.#sql.deferAny(text, ...values)).catch(ignore);
  }

  script(text: string): Promise<void> {
    return this.#send(text, () => this.#sql.script(text));
  }

  isolate<T>(work: () => Promise<T>): Promise<T> {
    return this.#send("savepoint", () => this.#sql.isolate(work));
  }

  #count(text: string): void {
    if (!isRead(text)) this.changes += 1;
  }

  changesAfter(gate: Promise<void>): Promise<Sql> {
    return this.#sql.changesAfter(Promise.all([this.opened, gate]).then(ignore));
  }

  #send<T>(text: string, run: () => Promise<T>): Promise<T> {
    this.#count(text);
    if (this.#state === "reading" && !isRead(text)) this.#state = "waiting";
    return this.#state === "waiting" ? this.opened.then(run) : run();
  }
}

/** The statement as one that fails in the server when it changes no row, so that a commit right behind it rolls back. */
const checked = (text: string): string =>
  `with changed as (${text} returning 1) select 1 / count(*) from changed`;

const statementNames = new Map<string, string>();

/**
 * Returns the name under which connections prepare the statement: a hash of its text, because processes that share
 * server connections through a pooler must not use one name for two statements.
 */
export function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = hash("sha256", text).slice(0, 32);
    statementNames.set(text, name);
  }
  return name;
}

export function rethrow(error: unknown): never {
  throw toStorageError(error);
}

/** Lost races of reads, which occur on a standby that replays changes, are not retried here but by the caller. */
export function rethrowRead(error: unknown): never {
  if (isRetryable(error))
    throw new StorageUnavailable("the read conflicted with a concurrent change", { cause: error });
  rethrow(error);
}

const ignore = (): void => {};
