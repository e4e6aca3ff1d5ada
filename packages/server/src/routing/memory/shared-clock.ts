// performance.now() counts from the start of its thread; process.hrtime() from the same instant in all threads.

const samples = 10;

const hrtimeMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
};

/**
 * What to add to `performance.now()` of this thread for a clock that is the same in all threads: the lower and the
 * upper bound. An age that the upper bound of one thread and the lower bound of another make is never too low.
 */
export function sharedClockOffset(): { readonly lower: number; readonly upper: number } {
  let [lower, upper] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let sample = 0; sample < samples; sample++) {
    const before = performance.now();
    const shared = hrtimeMs();
    const after = performance.now();
    lower = Math.max(lower, shared - after);
    upper = Math.min(upper, shared - before);
  }
  return { lower, upper };
}
