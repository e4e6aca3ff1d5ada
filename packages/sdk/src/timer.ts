/** Timers take no more: a longer delay would end at once. */
const longestMs = 2 ** 31 - 1;

/** Calls back after the time in milliseconds, which can be infinite. Returns how to cancel that. */
export function startTimer(ms: number, callback: () => void): () => void {
  if (ms > longestMs) return () => {};
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/** Resolves like the promise; rejects with the reason of the signal when that is aborted first. */
export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
  ]);
