import { setTimeout } from "node:timers/promises";

/** Polls until `condition` returns a truthy value, and returns it. Throws after `timeoutMs`. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`not true after ${timeoutMs} ms: ${what}`);
    await setTimeout(10);
  }
}
