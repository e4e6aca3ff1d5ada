import type { Logger } from "pino";
import type { LoggableError } from "./loggable-error.ts";

const intervalMs = 1000;

/** One failed request, as it is logged. */
export interface FailureDetails {
  readonly err?: LoggableError | undefined;
}

/**
 * Logs requests that fail because a dependency is unavailable: the first at once and with its stack, further ones as a
 * summary per second, so that an outage under load does not fill the log.
 */
export class OutageLog {
  readonly #logger: Logger;
  #failed: Record<string, number> = {};
  #last: LoggableError | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  record(code: string, details: FailureDetails): void {
    if (this.#timer === undefined) {
      this.#logger.error(details, code);
      this.#startTimer();
    } else {
      this.#failed[code] = (this.#failed[code] ?? 0) + 1;
      this.#last = details.err ?? this.#last;
    }
  }

  /** Logs what was not logged yet. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#summarize();
  }

  #startTimer(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#summarize()) this.#startTimer();
    }, intervalMs).unref();
  }

  /** Returns whether any request failed since the last summary. */
  #summarize(): boolean {
    const failed = this.#failed;
    if (Object.keys(failed).length === 0) return false;
    this.#logger.error({ failed, lastCause: this.#last?.message }, "unavailable: requests failed");
    this.#failed = {};
    this.#last = undefined;
    return true;
  }
}
