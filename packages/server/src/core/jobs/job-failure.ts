import { CoreError, type ErrorKind } from "../kernel/errors.ts";
import { isStorageFailure } from "../kernel/storage-failure.ts";

/** The kinds of errors after which another attempt can succeed. */
const temporary: ReadonlySet<ErrorKind> = new Set(["unavailable", "limited", "internal"]);

/** Whether every further attempt would fail in the same way. */
export const isPermanent = (error: unknown): boolean =>
  error instanceof CoreError && !temporary.has(error.kind);

/** A sentence for `lastError`. Sentences about fields can repeat a value, so those of other errors only are kept. */
export function sentenceOfFailure(error: unknown): string {
  if (isStorageFailure(error)) return "The database is unavailable.";
  if (!(error instanceof CoreError)) return "Internal error. See the server log for this job's id.";
  return error.invalidArguments.length > 0 ? `The job was refused: ${error.code}.` : error.message;
}
