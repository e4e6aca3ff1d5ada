import type { Logger } from "pino";

const intervalMs = 10_000;
const linesMax = 10;

export interface FailedSignIn {
  readonly reason: string;
  /** The public id of an API key. */
  readonly publicId?: string | undefined;
  readonly address: string;
}

/** Logs failed sign-ins: at most `linesMax` in `intervalMs`, and the number of the others. */
export class SignInLog {
  readonly #logger: Logger;
  #lines = 0;
  #omitted: Record<string, number> = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  record(failed: FailedSignIn): void {
    this.#timer ??= setTimeout(() => this.close(), intervalMs).unref();
    this.#lines += 1;
    if (this.#lines <= linesMax) this.#logger.warn(failed, "failed sign-in");
    else this.#omitted[failed.reason] = (this.#omitted[failed.reason] ?? 0) + 1;
  }

  /** Logs the number of those that were not logged, and begins a new interval. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines > linesMax) this.#logger.warn({ omitted: this.#omitted }, "more failed sign-ins");
    this.#lines = 0;
    this.#omitted = {};
  }
}
