import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { type Sql, type SqlValue, withoutNul } from "../sql.ts";

/** One connection's statements, prepared once. */
export class SqliteSql implements Sql {
  readonly hasTrigramTables = true;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  async all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return guarded(() => this.#prepare(text).all(...bind(values)) as Row[]);
  }

  /** Its plans never depend on the values. */
  allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.all(text, ...values);
  }

  async first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return guarded(() => this.#prepare(text).get(...bind(values)) as Row | undefined);
  }

  async run(text: string, ...values: SqlValue[]): Promise<number> {
    return guarded(() => Number(this.#prepare(text).run(...bind(values)).changes));
  }

  async script(text: string): Promise<void> {
    guarded(() => this.#db.exec(text));
  }

  #prepare(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      // `$1` is a named parameter to SQLite and `?1` a numbered one, which is bound without looking up a name.
      statement = this.#db.prepare(text.replaceAll("$", "?"));
      this.#statements.set(text, statement);
    }
    return statement;
  }
}

/** SQLite has no booleans. */
const bind = (values: readonly SqlValue[]): SQLInputValue[] =>
  values.map((value) => (typeof value === "boolean" ? Number(value) : (withoutNul(value) as SQLInputValue)));

/** SQLite's result codes of a database that cannot serve now: https://sqlite.org/rescode.html */
const unavailable = new Map([
  [5, "busy"],
  [6, "locked"],
  [7, "out of memory"],
  [8, "read-only"],
  [10, "input or output failed"],
  [11, "corrupt"],
  [13, "full"],
  [14, "cannot be opened"],
  [26, "not a database"],
]);

/** Runs an action of SQLite's; where the database cannot serve now, throws StorageUnavailable. */
export function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code, errcode } = cause as { code?: string; errcode?: number };
    // Node's own word for a database that was closed.
    const isClosed = code === "ERR_INVALID_STATE";
    const reason = isClosed ? "closed" : errcode === undefined ? undefined : unavailable.get(errcode & 0xff);
    throw reason === undefined ? cause : new StorageUnavailable(`SQLite: ${reason}`, { cause });
  }
}
