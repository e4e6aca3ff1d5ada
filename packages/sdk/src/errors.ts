import type { Problem } from "./generated.d.ts";

/** What an error of the SDK knows about the request. */
export interface ErrorDetails {
  /** The `code` of the problem document, or one of the SDK's own: see the README. */
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly operation?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@whoseline/sdk/error") as never;

/**
 * Every error of the SDK: a response that is not a success, a server that cannot be reached, a time limit, an invalid
 * webhook. It contains no credential and no header of the request.
 */
export class WhoselineError extends Error {
  override readonly name = "WhoselineError";
  /** Stable, for programs: `number_not_found`, `validation_failed`, `connection_failed`, `timeout`. */
  readonly code!: string;
  /** The status of the response; undefined when there was none. */
  readonly status: number | undefined;
  /** The id of the request in the server's log. */
  readonly requestId: string | undefined;
  /** The problem document of the response, RFC 9457; undefined when the response has none. */
  readonly problem: Problem | undefined;
  /** The id of the operation in the OpenAPI document, such as `addNumber`. */
  readonly operation: string | undefined;
  /** Of a write: its `Idempotency-Key`. A retry with this key repeats the change at most once, also after hours. */
  readonly idempotencyKey: string | undefined;
  /** When a retry can succeed, in milliseconds from the response; undefined without `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  /** How many times the request was sent. */
  attempts = 0;

  constructor({ message, cause, ...details }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, details);
    Object.defineProperty(this, brand, { value: true });
  }

  /** True also for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** Returns the error of an invalid argument, which was not sent. */
export const invalidArgument = (message: string): WhoselineError =>
  new WhoselineError({ code: "invalid_argument", message });
