import { hash } from "node:crypto";
import type { Pool } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { type Sql, type SqlValue, withoutNul } from "../sql.ts";
import { isRetryable, toStorageError } from "./postgres-errors.ts";

/** Statements on one connection, or on any connection of the pool. Each is prepared once per connection. */
export class PostgresSql implements Sql {
  readonly hasTrigramTables = false;
  readonly readOnlyCondition = "pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'";
  readonly skipLocked = "for update skip locked";
  readonly #connection: Pick<Pool, "query">;
  readonly #rethrow: (error: unknown) => never;

  constructor(connection: Pick<Pool, "query">, rethrowAs = rethrow) {
    this.#connection = connection;
    this.#rethrow = rethrowAs;
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

  async script(text: string): Promise<void> {
    await this.#connection.query(text).catch(this.#rethrow);
  }

  #query(text: string, values: readonly SqlValue[]) {
    return this.#connection
      .query({ name: statementName(text), text, values: values.map(withoutNul) })
      .catch(this.#rethrow);
  }
}

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
