import { DatabaseError } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";

// SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html

/**
 * serialization_failure, deadlock_detected, and a uniqueness rule that no query foresaw: somebody was quicker. Also
 * duplicate_object and duplicate_table: two sessions that create one table "if not exists" may both try to.
 */
const lostRaces = new Map([
  ["40001", "serialization_failure"],
  ["40P01", "deadlock_detected"],
  ["23505", "unique_violation"],
  ["42710", "duplicate_object"],
  ["42P07", "duplicate_table"],
]);
export const raceNames: readonly string[] = [...lostRaces.values()];

/** Classes in which the statement or its values are at fault: a mistake of ours, to be seen and not repeated. */
const ourFaults = /^(0A|21|22|23|25(?!006)|26|2B|34|3[BDF]|42|P0)/;

/** What the transaction lost to: it has surely not taken effect and may be run again from its start. */
export const lostRace = (error: unknown): string | undefined =>
  error instanceof DatabaseError ? lostRaces.get(error.code ?? "") : undefined;

export const isRetryable = (error: unknown): boolean => lostRace(error) !== undefined;

/** in_failed_sql_transaction: an earlier statement of the transaction has failed, and that one says why. */
export const isAfterFailure = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === "25P02";

/** A lost connection, a shutdown, a full disk, a time-out: not now, and perhaps not known whether. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageUnavailable || isRetryable(error)) return error;
  if (error instanceof DatabaseError && ourFaults.test(error.code ?? "")) return error;
  return new StorageUnavailable("PostgreSQL cannot serve this now", { cause: error });
}
