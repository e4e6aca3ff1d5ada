import type { Pool } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { type Sql, type SqlValue, withoutNul } from "../sql.ts";
import { isRetryable, toStorageError } from "./postgres-errors.ts";

/** The statements of one connection, or of whichever the pool gives, each prepared once a connection. */
export class PostgresSql implements Sql {
  readonly hasTrigramTables = false;
  readonly #connection: Pick<Pool, "query">;
  readonly #rethrow: (error: unknown) => never;

  constructor(connection: Pick<Pool, "query">, rethrowAs = rethrow) {
    this.#connection = connection;
    this.#rethrow = rethrowAs;
  }

  async all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return (await this.#query(text, values)).rows as Row[];
  }

  /** A statement with a name gets one plan for all values after a few runs; one without is planned for its own. */
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

/** A statement is prepared once a connection, under a name of its own. */
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name;
}

export function rethrow(error: unknown): never {
  throw toStorageError(error);
}

/** A read lost to others, as on a standby that replays, is not run again here: the caller asks again. */
export function rethrowRead(error: unknown): never {
  if (isRetryable(error)) throw new StorageUnavailable("the read lost a race", { cause: error });
  rethrow(error);
}
