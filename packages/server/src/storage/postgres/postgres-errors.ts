import { DatabaseError } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import { unchangedRow } from "../sql.ts";

// SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html

/**
 * Errors of a lost race, which a retry resolves. A unique_violation here is one that no query handles with
 * `on conflict`. duplicate_object and duplicate_table occur when two sessions run `create table if not exists`.
 */
const lostRaces = new Map([
  ["40001", "serialization_failure"],
  ["40P01", "deadlock_detected"],
  ["23505", "unique_violation"],
  ["42710", "duplicate_object"],
  ["42P07", "duplicate_table"],
]);
const changedTable = "changed_table";
export const raceNames: readonly string[] = [...lostRaces.values(), changedTable];

/**
 * A migration has added a column to a table of which the connection has prepared a `select *`. The connection must be closed;
 * another one prepares the statement again.
 */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === "0A000" && error.routine === "RevalidateCachedQuery";

/**
 * SQLSTATE classes of errors in the statement or its values: bugs, which must not be retried. 25006 is a read-only server,
 * 25P03 a connection that the server closed because its transaction was idle.
 */
const statementErrors = /^(0A|21|22|23|25(?!006|P03)|26|2B|34|3[BDF]|42|P0)/;

/** By which a deferred statement reports that it changed no row. */
const divisionByZero = "22012";

/** The name of the lost race; undefined for other errors. The transaction was rolled back and may be retried. */
export function lostRace(error: unknown): string | undefined {
  if (isStalePlan(error)) return changedTable;
  return error instanceof DatabaseError ? lostRaces.get(error.code ?? "") : undefined;
}

export const isRetryable = (error: unknown): boolean => lostRace(error) !== undefined;

/** in_failed_sql_transaction: an earlier statement of the transaction failed and has the cause. */
export const isAfterFailure = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === "25P02";

/**
 * Maps lost connections, shutdowns, full disks and timeouts to StorageUnavailable. Whether a commit took effect can be
 * unknown then. Returns bugs and lost races unchanged.
 */
export function toStorageError(error: unknown): unknown {
  if (error instanceof DatabaseError && error.code === divisionByZero) return unchangedRow();
  if (error instanceof StorageUnavailable || isRetryable(error)) return error;
  if (error instanceof DatabaseError && statementErrors.test(error.code ?? "")) return error;
  return new StorageUnavailable("PostgreSQL is unavailable", { cause: error });
}
