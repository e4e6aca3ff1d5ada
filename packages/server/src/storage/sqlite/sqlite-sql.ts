import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { isRead, type Sql, type SqlValue, unchangedRow, withoutNul } from "../sql.ts";

/** The prepared statements of one connection. With `requiresTransaction`, statements outside a transaction throw. */
export class SqliteSql implements Sql {
  readonly hasTrigramTables = true;
  readonly readOnlyCondition = "false";
  /** There is one writer. */
  readonly skipLocked = "";
  readonly #db: DatabaseSync;
  readonly #requiresTransaction: boolean;
  /** What ended the transaction, if SQLite rolled it back. */
  #failure: StorageUnavailable | undefined;
  /** Whether a statement may have changed something since this was last set to false. */
  hasWritten = false;
  changes = 0;
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(db: DatabaseSync, { requiresTransaction = false } = {}) {
    this.#db = db;
    this.#requiresTransaction = requiresTransaction;
  }

  async all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#call(() => this.#prepare(text).all<Row>(bind(values)));
  }

  /** SQLite plans a statement without its values, so a prepared one is as good. */
  allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.all(text, ...values);
  }

  async first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.#call(() => this.#prepare(text).first<Row>(bind(values)));
  }

  async run(text: string, ...values: SqlValue[]): Promise<number> {
    return this.#call(() => this.#prepare(text).run(bind(values)));
  }

  defer(text: string, ...values: SqlValue[]): void {
    if (this.#call(() => this.#prepare(text).run(bind(values))) === 0) throw unchangedRow();
  }

  deferAny(text: string, ...values: SqlValue[]): void {
    this.#call(() => this.#prepare(text).run(bind(values)));
  }

  async changesAfter(gate: Promise<void>): Promise<Sql> {
    await gate;
    return this;
  }

  async isolate<T>(work: () => Promise<T>): Promise<T> {
    await this.script("savepoint part");
    try {
      const result = await work();
      await this.script("release part");
      return result;
    } catch (error) {
      // A failure of the engine ends the transaction.
      if (!(error instanceof StorageUnavailable)) await this.script("rollback to part; release part");
      throw error;
    }
  }

  async script(text: string): Promise<void> {
    this.hasWritten = true;
    this.#call(() => this.#db.exec(text));
  }

  /**
   * SQLite rolls back the transaction on some errors. Statements of the same work that were not waiting for the
   * failed one would then commit on their own: https://sqlite.org/lang_transaction.html
   */
  #call<T>(action: () => T): T {
    if (this.#requiresTransaction && this.#db.isOpen) this.requireTransaction();
    try {
      return guarded(action);
    } catch (error) {
      if (error instanceof StorageUnavailable) this.#failure = error;
      throw error;
    }
  }

  /** Throws when SQLite has rolled back the transaction. The error names the failure that ended it. */
  requireTransaction(): void {
    if (this.#db.isTransaction) return;
    const cause = this.#failure;
    const reason = cause === undefined ? "" : ` (${cause.message})`;
    throw new StorageUnavailable(`the transaction was rolled back${reason}`, { cause });
  }

  /** Called when a transaction begins. */
  resetFailure(): void {
    this.#failure = undefined;
  }

  #prepare(text: string): PreparedStatement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      // SQLite treats `$1` as a named parameter and `?1` as a positional one, which is faster to bind.
      statement = new PreparedStatement(this.#db.prepare(text.replaceAll("$", "?")), isRead(text));
      this.#statements.set(text, statement);
    }
    if (!statement.isRead) {
      this.hasWritten = true;
      this.changes += 1;
    }
    return statement;
  }
}

/**
 * A statement whose rows become objects here: Node looks up the name of every column of every row, which takes twice as long.
 */
class PreparedStatement {
  readonly isRead: boolean;
  readonly #statement: StatementSync;
  #names: readonly string[];

  constructor(statement: StatementSync, isRead: boolean) {
    this.isRead = isRead;
    statement.setReturnArrays(true);
    this.#statement = statement;
    this.#names = namesOf(statement);
  }

  all<Row>(values: readonly SQLInputValue[]): Row[] {
    const rows = this.#statement.all(...values) as unknown as SQLOutputValue[][];
    return rows.map((row) => this.#toObject<Row>(row));
  }

  first<Row>(values: readonly SQLInputValue[]): Row | undefined {
    const row = this.#statement.get(...values) as SQLOutputValue[] | undefined;
    return row && this.#toObject<Row>(row);
  }

  /** Returns the number of changed rows. */
  run(values: readonly SQLInputValue[]): number {
    return Number(this.#statement.run(...values).changes);
  }

  #toObject<Row>(values: readonly SQLOutputValue[]): Row {
    // A migration can add columns to a `select *`.
    if (values.length !== this.#names.length) this.#names = namesOf(this.#statement);
    const names = this.#names;
    const row: Record<string, SQLOutputValue | undefined> = {};
    for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index];
    return row as Row;
  }
}

const namesOf = (statement: StatementSync): readonly string[] => statement.columns().map(({ name }) => name);

/** SQLite has no booleans. */
const bind = (values: readonly SqlValue[]): SQLInputValue[] =>
  values.map((value) => (typeof value === "boolean" ? Number(value) : (withoutNul(value) as SQLInputValue)));

/** Result codes that mean the database is unavailable: https://sqlite.org/rescode.html */
const unavailable = new Map([
  [5, "busy"],
  [6, "locked"],
  [7, "out of memory"],
  [8, "read-only"],
  [10, "I/O error"],
  [11, "corrupt"],
  [13, "disk full"],
  [14, "cannot be opened"],
  [26, "not a database"],
]);

/** SQLite writes what does not fit into memory to a file: https://sqlite.org/tempfiles.html */
const noTemporaryFolder = 6410;

const reasonOf = (errcode: number): string | undefined =>
  errcode === noTemporaryFolder
    ? "there is no writable folder for temporary files; set SQLITE_TMPDIR to one, such as the folder of the database"
    : unavailable.get(errcode & 0xff);

/** Runs a SQLite call. Throws StorageUnavailable when the database is unavailable. */
export function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code, errcode } = cause as { code?: string; errcode?: number };
    // Node throws this code for a closed database.
    const isClosed = code === "ERR_INVALID_STATE";
    const reason = isClosed ? "closed" : errcode === undefined ? undefined : reasonOf(errcode);
    throw reason === undefined ? cause : new StorageUnavailable(`SQLite: ${reason}`, { cause });
  }
}
