import { type ErrorCode, type ErrorKind, errorCatalogue } from "./error-catalogue.ts";

/** The rule that an argument violates. Dialects with their own wording for a rule use this, not the sentence. */
export type ArgumentRule = "required" | "type" | "format" | "unknown" | "mismatch" | "ambiguous" | "range";

/** One invalid argument of an operation. */
export interface InvalidArgument {
  /** The path of the argument within the operation's input: `reservation.until`, `numbers.0.to`. */
  readonly argument: string;
  readonly rule: ArgumentRule;
  /** The predicate of a sentence whose subject is the argument: `must be in the future`. */
  readonly problem: string;
}

export interface ErrorDetails {
  readonly invalidArguments?: readonly InvalidArgument[];
  /** Seconds after which a retry can succeed, where that is known. */
  readonly retryAfterSeconds?: number;
  /** Public values for programs, which the sentence contains as well. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Private; for the log. */
  readonly cause?: unknown;
}

/** A refusal or failure of the core with a public code and sentence. */
export class CoreError extends Error {
  override readonly name = "CoreError";
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly invalidArguments: readonly InvalidArgument[];
  readonly retryAfterSeconds: number | undefined;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(sentence, { cause: details.cause });
    this.kind = errorCatalogue[code].kind;
    this.code = code;
    this.invalidArguments = details.invalidArguments ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.values = details.values ?? {};
  }
}
