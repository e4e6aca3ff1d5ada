import { setTimeout } from "node:timers/promises";

/** Asks again and again until the answer is true (or anything else that counts as such); fails after a while. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await setTimeout(10);
  }
}
