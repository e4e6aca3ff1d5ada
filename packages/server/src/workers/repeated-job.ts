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
