export interface RepeatedJob {
  /** Ends the repetition and resolves after the current run. */
  stop(): Promise<void>;
}

/**
 * Runs a job at every interval, in milliseconds, one run after the other. The timer does not keep the process alive. `run`
 * must not reject. `current` is a run that has begun already.
 */
export function repeatJob(
  run: () => Promise<void>,
  intervalMs: number,
  current: Promise<void> = Promise.resolve(),
): RepeatedJob {
  let last = current;
  const timer = setInterval(() => {
    last = last.then(run);
  }, intervalMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return last;
    },
  };
}

export interface WarningLog {
  warn(fields: object, message: string): void;
}

/** A run for `repeatJob`: logs a failure of `work` with the message, and does not reject. */
export const logFailures =
  (work: () => Promise<unknown>, log: WarningLog, message: string) => (): Promise<void> =>
    work().then(
      () => {},
      (error: unknown) => log.warn({ err: error }, message),
    );
